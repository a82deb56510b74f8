// Asking a device for a passkey. The page brings the question in
// data-question, and a form that carries the answer back. Without this script
// the page says to use the six-digit code instead.

const form = document.querySelector("[data-passkey]");

function toBytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(bytes) {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

// Older browsers have no parseCreationOptionsFromJSON, so it is done here.
function readQuestion() {
  const question = JSON.parse(form.dataset.question);
  question.challenge = toBytes(question.challenge);
  if (question.user) question.user.id = toBytes(question.user.id);
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    for (const known of question[name] || []) known.id = toBytes(known.id);
  }
  return question;
}

function writeAnswer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  const rawId = toText(credential.rawId);
  return JSON.stringify({ id: rawId, rawId, type: credential.type, clientExtensionResults: {}, response });
}

async function ask(event) {
  event.preventDefault();
  const failed = form.querySelector("[data-failed]");
  const button = form.querySelector("button");
  failed.hidden = true;
  button.disabled = true;
  try {
    const publicKey = readQuestion();
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    form.elements.answer.value = writeAnswer(credential);
    form.submit();
  } catch {
    failed.hidden = false;
    button.disabled = false;
  }
}

if (form && window.PublicKeyCredential) {
  form.querySelector("[data-without]").hidden = true;
  form.querySelector("[data-with]").hidden = false;
  form.addEventListener("submit", ask);
}
