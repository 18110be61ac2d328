// The little that HTML cannot do by itself. Every page works without it.
"use strict";

(function () {
  let opener = null;

  function close(details) {
    details.open = false;
    details.querySelector("summary").focus();
  }

  document.addEventListener("click", function (event) {
    for (const details of document.querySelectorAll("details.person[open]")) {
      if (!details.contains(event.target)) details.open = false;
    }
    const figure = event.target.closest("[data-explains]");
    if (figure && !figure.closest(".beside")) opener = figure.getAttribute("href");
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.person[open]");
    if (menu) { close(menu); return; }
    const shut = document.querySelector(".beside [data-close]");
    if (!shut) return;
    // htmx makes links of new content its own a moment after showing it; a quick Escape comes before that
    htmx.process(shut);
    shut.click();
  });

  // "/" goes to the search of the page, unless somebody is typing.
  document.addEventListener("keydown", function (event) {
    const search = document.querySelector("input[type=search]");
    if (event.key !== "/" || !search || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    search.focus();
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    if (!event.target.classList || !event.target.classList.contains("beside")) return;
    const shown = event.detail.pathInfo.requestPath;
    for (const link of document.querySelectorAll("[data-explains]")) {
      if (link.getAttribute("href") === shown) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (!event.target.firstElementChild && opener) {
      const link = document.querySelector('[data-explains][href="' + CSS.escape(opener) + '"]');
      if (link) link.focus();
    }
  });

  // A form that was sent is not sent a second time by an impatient finger.
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented || event.target.dataset.download !== undefined) return;
    for (const button of event.target.querySelectorAll("button[type=submit], button:not([type])")) {
      setTimeout(function () { button.disabled = true; }, 0);
    }
  });

  window.addEventListener("pageshow", function () {
    for (const button of document.querySelectorAll("form button[disabled]")) button.disabled = false;
  });

  // Without a network a page that says so instead of the browser's; nothing about people is ever kept (service-worker.js).
  if ("serviceWorker" in navigator && window.isSecureContext) {
    navigator.serviceWorker.register("/service-worker.js").catch(function () {});
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  }
})();
