/** Two soft notes and a short vibration when an order arrives. Silent until the clerk wants it; the wish is kept on this tablet. */

const KEPT = 'comptoir.store.sound';
let context;

export const chimeWanted = () => {
  try {
    return localStorage.getItem(KEPT) === 'on';
  } catch {
    return false; // storage may be forbidden: then it is off after each start
  }
};

/** To be called from a press: browsers let nothing sound before one. */
export function wantChime(on) {
  try {
    localStorage.setItem(KEPT, on ? 'on' : 'off');
  } catch {
    // the wish then lasts as long as the page
  }
  if (!on) {
    context?.close();
    context = undefined;
    return;
  }
  context ??= new AudioContext();
  context.resume();
  chime();
}

// After a reload the wish stands, but the browser waits for the first touch.
addEventListener('pointerdown', () => {
  if (chimeWanted() && !context) context = new AudioContext();
}, { once: true });

export function chime() {
  if (chimeWanted()) navigator.vibrate?.([90, 60, 90]);
  if (!context || context.state !== 'running') return;
  [[659.25, 0], [987.77, 0.16]].forEach(([frequency, after]) => {
    const start = context.currentTime + after;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.28, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.75);
  });
}
