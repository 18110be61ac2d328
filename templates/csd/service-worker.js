// Shows a page of our own when there is no network. That page and its style are all that is kept: nothing about people.
"use strict";
const KEPT = "csd-offline-1";
const PAGE = "{% url "offline" %}";

self.addEventListener("install", function (event) {
  event.waitUntil(
    caches.open(KEPT)
      .then(function (cache) { return cache.add(new Request(PAGE, { credentials: "omit", cache: "reload" })); })
      .then(function () { return self.skipWaiting(); })
  );
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) { return name !== KEPT; }).map(function (name) { return caches.delete(name); }));
  }));
});

self.addEventListener("fetch", function (event) {
  if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
  event.respondWith(fetch(event.request).catch(function () { return caches.match(PAGE); }));
});
