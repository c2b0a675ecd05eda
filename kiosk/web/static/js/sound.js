// Plays the cues through the screen's loudspeaker: the same beeps as the buzzer, from the same
// table (`sounds` of the stream's hello). As at the buzzer, a moment replaces what sounds, and a
// state waits until a running moment has ended. Old beeps are never played late.

const PITCH_HZ = 880;
const LOUDNESS = 0.4;
const EDGE_S = 0.004; // rising and falling so long, no beep clicks
const STALE_MS = 500; // a browser that lets us sound later than this stays silent for that cue

/** Puts beeps ([start, end] in seconds from `from_s`) on the context's clock; returns the tone. */
export function schedule(context, beeps, from_s) {
  if (!beeps.length) return null;
  const tone = new OscillatorNode(context, { frequency: PITCH_HZ });
  const volume = new GainNode(context, { gain: 0 });
  for (const [start, end] of beeps) {
    volume.gain.setValueAtTime(0, from_s + start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, from_s + start + EDGE_S);
    volume.gain.setValueAtTime(LOUDNESS, from_s + end - EDGE_S);
    volume.gain.linearRampToValueAtTime(0, from_s + end);
  }
  tone.connect(volume).connect(context.destination);
  tone.start(from_s);
  tone.stop(from_s + beeps.at(-1)[1]);
  return tone;
}

/** What sounds now and next on one context: the rules of kiosk/feedback/player.py. */
function createPlayer(context) {
  let moment = { tone: null, end_s: 0 };
  let state = { tone: null, cue: null, from_s: 0 };

  function startMoment(cue, now_s) {
    moment.tone?.stop();
    moment = { tone: schedule(context, cue.beeps, now_s), end_s: now_s + cue.length_s };
    const waits = state.from_s > now_s;
    state.tone?.stop();
    if (waits) startState(state.cue, moment.end_s);
  }

  function startState(cue, from_s) {
    state.tone?.stop();
    state = { tone: schedule(context, cue.beeps, from_s), cue, from_s };
  }

  return {
    start(cue) {
      const now_s = context.currentTime;
      if (cue.moment) startMoment(cue, now_s);
      else if (cue !== state.cue) startState(cue, Math.max(now_s, moment.end_s));
    },
    stop() {
      moment.tone?.stop();
      state.tone?.stop();
    },
  };
}

/** `sounds`: the table. Returns playCue(name, seq, on), to be called with every state. */
export function createSound(sounds = {}, context = null) {
  let player = null;
  let heardSeq = null;

  function open() {
    context ??= new AudioContext();
    player = createPlayer(context);
    // Where the browser wants a touch first: Chromium's --autoplay-policy=no-user-gesture-required
    // spares it. The kiosk's own screen is started with that.
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => context.resume());
  }

  return function playCue(name, seq, on) {
    const news = heardSeq !== null && seq !== heardSeq; // before this page opened: over
    heardSeq = seq;
    if (!on) return player?.stop();
    if (!player) open();
    if (!news || !sounds[name]) return;
    const asked_ms = performance.now();
    context.resume().then(() => {
      const late = performance.now() - asked_ms > STALE_MS;
      if (seq === heardSeq && !late) player.start(sounds[name]);
    });
  };
}
