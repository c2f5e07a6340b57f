import { listenToLog, readOpenChat, showChat } from "./chat.js";
import { startComposer } from "./composer.js";
import { byId } from "./dom.js";
import { showInspector, startInspector } from "./inspector.js";
import { showSidebar, startSidebar } from "./sidebar.js";
import { store } from "./store.js";
import { startTheme } from "./theme.js";

const app = byId("app");

startTheme();
startSidebar();
startComposer();
startInspector();
listenToLog();

let isDue = false;
/** Draws what has changed, once for all changes of a moment. */
function draw() {
  isDue = false;
  app.dataset.screen = store.screen;
  showSidebar();
  showChat();
  showInspector();
  const unread = store.chats().reduce((sum, chat) => sum + chat.unread, 0);
  document.title = unread > 0 ? `(${unread}) Simulator` : "Simulator";
  readOpenChat();
  store.dispatchEvent(new Event("drawn"));
}
store.addEventListener("change", () => {
  if (isDue) return;
  isDue = true;
  setTimeout(draw, 10);
});
document.addEventListener("visibilitychange", readOpenChat);

const events = new EventSource("/events");
events.addEventListener("snapshot", ({ data }) => store.load(JSON.parse(data)));
events.addEventListener("message", ({ data }) => store.apply(JSON.parse(data)));
events.addEventListener("open", () => store.set({ isLive: true }));
events.addEventListener("error", () => store.set({ isLive: false }));
draw();
