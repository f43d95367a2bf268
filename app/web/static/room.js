// The recording room: record one sentence, hear it, send it. The microphone is asked for when it is needed first.
"use strict";
const booth = document.getElementById("booth");
const MOST_MS = 60000;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

function part(id) { return document.getElementById(id); }

function tell(text) { part("told").textContent = text; }

// How loud it is, as a bar, so that nobody finds out only afterwards that the microphone was covered.
function showLevel(stream) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  part("level").hidden = false;
  (function draw() {
    if (!stream.active) { context.close(); part("level").hidden = true; return; }
    analyser.getFloatTimeDomainData(wave);
    part("level").value = Math.min(1, 2 * Math.max(...wave.map(Math.abs)));
    requestAnimationFrame(draw);
  })();
}

async function record() {
  tell("");
  part("take").hidden = true;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, autoGainControl: true } });
  } catch {
    tell("🎤 " + booth.dataset.microphone);
    return;
  }
  const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 96000 });
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.onstop = () => {
    for (const track of stream.getTracks()) track.stop();
    button("🔴 " + booth.dataset.record, record);
    show(new Blob(pieces, { type: kind }));
  };
  recorder.start();
  showLevel(stream);
  const latest = setTimeout(() => recorder.state === "recording" && recorder.stop(), MOST_MS);
  button("⏹️ " + booth.dataset.stop, () => { clearTimeout(latest); recorder.stop(); });
}

function button(text, act) {
  part("record").textContent = text;
  part("record").onclick = act;
}

function show(take) {
  URL.revokeObjectURL(part("mine").src);
  part("mine").src = URL.createObjectURL(take);
  part("take").hidden = false;
  part("again").onclick = record;
  part("good").onclick = () => send(take);
  part("mine").play().catch(() => {});
}

async function send(take) {
  part("good").disabled = true;
  const answer = await fetch(booth.dataset.take, { method: "POST", headers: { "Content-Type": take.type }, body: take }).catch(() => null);
  part("good").disabled = false;
  if (answer?.ok) location.href = booth.dataset.follow;
  else tell(answer ? (await answer.json()).detail : "📡");
}

if (booth && window.MediaRecorder && navigator.mediaDevices) {
  part("record").hidden = false;
  button("🔴 " + booth.dataset.record, record);
} else if (booth) {
  for (const hint of booth.querySelectorAll("noscript")) booth.insertAdjacentHTML("afterbegin", hint.textContent);
}
