// Runs in a page before its own scripts: notes how long each interaction took and how far things jumped that nobody moved.

const seen = { longestMs: {}, shift: 0 };
Object.assign(globalThis, { seen });

new PerformanceObserver((list) => {
  for (const { interactionId, duration } of list.getEntries()) {
    // Several events make one interaction, a key's press and its letting go; it took as long as the longest.
    if (interactionId)
      seen.longestMs[interactionId] = Math.max(seen.longestMs[interactionId] ?? 0, duration);
  }
}).observe({ type: "event", durationThreshold: 16, buffered: true });

new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });

Object.assign(globalThis, {
  takeInteractions: async () => {
    // An entry comes with the frame after the one that was painted.
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const durations = Object.values(seen.longestMs);
    seen.longestMs = {};
    return durations;
  },
});
