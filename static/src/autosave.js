// <form data-autosave="/reviews/12/draft">: after a pause in typing the form is posted to that address, so that
// a review interrupted by the telephone is not lost. The form's own button still does the real saving.
//
// The server answers 2xx when the draft is kept; {"version":"8"} renews a hidden field called version.
// 401 or 403 mean signed out, 409 that somebody else changed the record. Text of the status:
// <p data-autosave-status></p> in the form, else a line is added at its end.
const PAUSE = 1500;

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    new Draft(form).listen();
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]") ?? addStatus(form);
    this.status.setAttribute("role", "status");
    this.changed = false;
    this.saving = false;
    this.stopped = false;
  }

  listen() {
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("change", () => this.later());
    this.form.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save();
    });
  }

  later() {
    if (this.stopped) return;
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  // One request at a time, so that an older draft cannot overtake a newer one.
  async save() {
    if (!this.changed || this.saving || this.stopped) return;
    this.changed = false;
    this.saving = true;
    try {
      await this.send();
    } finally {
      this.saving = false;
      if (this.changed && !this.stopped) this.later();
    }
  }

  async send() {
    let answer;
    try {
      answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: fields(this.form),
        credentials: "same-origin",
        redirect: "manual", // a redirect can only be to the sign-in page
        keepalive: true,
      });
    } catch {
      // Offline, or the server is restarting: try again at the next pause.
      this.say("Draft not saved yet: no connection. Keep this page open.");
      this.changed = true;
      return;
    }
    if (answer.ok) {
      await this.renew(answer);
      this.say(`Draft saved at ${clock(new Date())}`);
      return;
    }
    this.refuse(answer);
  }

  refuse(answer) {
    if (answer.status === 409) {
      this.stop();
      this.say("Draft not saved: somebody else has changed this record. Copy your words, then reload the page.");
    } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      this.stop();
      this.say("Draft not saved: you are signed out. Copy your words, then sign in again.");
    } else {
      this.say("Draft not saved. Use the button to save when you have finished.");
    }
  }

  async renew(answer) {
    if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) return;
    const { version } = await answer.json();
    const field = this.form.querySelector("input[type=hidden][name=version]");
    if (version !== undefined && field) field.value = version;
  }

  say(text) {
    this.status.textContent = text;
  }
}

function addStatus(form) {
  const status = document.createElement("p");
  status.className = "nhsuk-hint app-autosave";
  form.append(status);
  return status;
}

// Files are left out: a draft is words and ticks.
function fields(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") body.append(name, value);
  }
  return body;
}

function clock(now) {
  return now.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
