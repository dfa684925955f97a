// Passkeys need a script; nothing else on these pages does. Buttons are shown only where the browser knows passkeys.
"use strict";

async function tell(path, body) {
  const answer = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail);
  return told;
}

function offer(id, deed) {
  const form = document.getElementById(id);
  if (!form || !window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) return;
  const problem = form.querySelector("[role=alert]");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("button").addEventListener("click", async () => {
    problem.hidden = true;
    try {
      window.location.assign((await deed(form.dataset, form)).next);
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
}

offer("passkey", async ({ token, next }) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await tell("/passkey/options", { token }));
  const credential = await navigator.credentials.get({ publicKey });
  return tell("/passkey/sign-in", { token, next, credential: credential.toJSON() });
});

offer("new-passkey", async ({ token }, form) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await tell("/passkey/new-options", { token }));
  const credential = await navigator.credentials.create({ publicKey });
  return tell("/passkey/add", { token, name: form.elements.name.value, credential: credential.toJSON() });
});
