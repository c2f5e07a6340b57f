// A page on this machine, for trying a bot by hand
export { createSimulator, type Simulator, type SimulatorOptions } from "./simulator.js";
