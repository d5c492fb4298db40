/** Returns the median. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Returns the values in random order. */
export function shuffled(values) {
  const left = [...values];
  return values.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
}

/**
 * Returns the medians of one measure and of its ratio to the raw client in the same round.
 *
 * @returns `{ [contender]: { [operation]: { value, ratio } } }`
 */
export function summarise(samples, measure) {
  const summary = {};
  for (const [name, operations] of Object.entries(samples)) {
    summary[name] = {};
    for (const [operation, all] of Object.entries(operations)) {
      const raw = samples.raw[operation];
      const ratio = median(all.map((sample, round) => sample[measure] / raw[round][measure]));
      summary[name][operation] = { value: median(all.map((sample) => sample[measure])), ratio };
    }
  }
  return summary;
}
