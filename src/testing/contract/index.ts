export { type ContractOptions, type ContractResult, runContract } from "./run.js";
