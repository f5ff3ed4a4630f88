/** The two tones of the chime, in hertz, and how long each lasts, in seconds. */
const tones = [880, 1320];
const length = 0.14;

/** Plays a short chime. Where the browser does not let a page play yet, nothing is heard. */
export function chime(): void {
  try {
    const audio = new AudioContext();
    for (const [index, tone] of tones.entries()) {
      const start = audio.currentTime + index * length;
      const oscillator = audio.createOscillator();
      const volume = audio.createGain();
      oscillator.frequency.value = tone;
      volume.gain.setValueAtTime(0.08, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + length * 1.5);
      oscillator.connect(volume).connect(audio.destination);
      oscillator.start(start);
      oscillator.stop(start + length * 1.5);
    }
    setTimeout(() => void audio.close(), 1_000);
  } catch {
    // No sound on this device.
  }
}
