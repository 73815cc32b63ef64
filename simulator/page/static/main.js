// The demo page: the state comes from the server, acts go to the server; nothing is decided here.

import { say } from "./dom.js";
import { mountControls, renderControls } from "./controls.js";
import { mountPhone, renderPhone } from "./phone.js";
import { renderPopups } from "./popups.js";
import { mountStaff, renderStaff } from "./staff.js";
import { connect, watch, watchConnection } from "./state.js";
import { renderStored } from "./stored.js";
import { mountTabs, renderTabs } from "./tabs.js";
import { mountGuide, renderGuide } from "./guide.js";
import { mountWords, word } from "./words.js";

mountWords();
mountGuide();
mountPhone();
mountStaff();
mountControls();
mountTabs();

watch((changed) => {
  renderPhone();
  renderStaff();
  if (changed.has("trouble")) renderControls();
  if (changed.has("stored")) renderStored();
  renderPopups();
  renderTabs();
  renderGuide();
  document.documentElement.dataset.ready = "yes";
});

watchConnection((connected) => {
  const live = document.getElementById("live");
  live.dataset.state = connected ? "on" : "off";
  say(live, word(connected ? "live" : "lost"));
});

connect();
