// Passkeys: the browser is asked, and what it answers is sent with the form. Without this the app's code is the way.
"use strict";

(function () {
  function bytes(text) {
    const plain = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(plain), function (mark) { return mark.charCodeAt(0); });
  }

  function text(buffer) {
    if (!buffer) return null;
    const plain = btoa(String.fromCharCode.apply(null, new Uint8Array(buffer)));
    return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function options(form) {
    const asked = JSON.parse(form.dataset.asked);
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    for (const name of ["allowCredentials", "excludeCredentials"]) {
      for (const known of asked[name] || []) known.id = bytes(known.id);
    }
    return { publicKey: asked };
  }

  function answer(made) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response: response,
      clientExtensionResults: made.getClientExtensionResults(), authenticatorAttachment: made.authenticatorAttachment,
    });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential || !navigator.credentials) { form.hidden = true; continue; }
    const failed = form.querySelector("[data-passkey-failed]");
    form.querySelector("[data-passkey-go]").addEventListener("click", function () {
      failed.hidden = true;
      navigator.credentials[form.dataset.passkey](options(form)).then(function (made) {
        form.elements.passkey.value = answer(made);
        form.requestSubmit();
      }).catch(function () { failed.hidden = false; });
    });
  }
})();
