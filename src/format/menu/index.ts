// One choice for every rendering, and what was chosen.

export { menu } from "./menu.js";
export type {
  ChosenOption,
  Menu,
  MenuAnswer,
  MenuButton,
  MenuCapabilities,
  MenuDefinition,
  MenuKind,
  MenuMatch,
  MenuOption,
  MenuOptions,
  MenuSection,
  RenderedMenu,
} from "./menu-types.js";
