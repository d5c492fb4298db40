/** Returns a Markdown table whose first column is left-aligned. */
export function table(head, rows) {
  const rule = head.map((_, n) => (n ? '---:' : '---'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const number = (value) => (value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1));

/** Returns ratios to the raw client, with the measured values in brackets. */
export function summaryTable(summary, names, operations, first = 'contender') {
  const cell = (found) => (found ? `${found.ratio.toFixed(2)} (${number(found.value)})` : 'none');
  const rows = names.filter((name) => summary[name]);
  return table(
    [first, ...operations],
    rows.map((name) => [name, ...operations.map((operation) => cell(summary[name][operation]))]),
  );
}

/** Returns milliseconds by package and form. */
export function coldStartTable(added) {
  const cell = (ms) => (ms === undefined ? 'none' : ms.toFixed(1));
  const rows = Object.entries(added).map(([name, { ESM, CommonJS }]) => [name, cell(ESM), cell(CommonJS)]);
  return table(['loaded', 'as ESM, ms', 'as CommonJS, ms'], rows);
}

/** Returns the milliseconds to the first response by form, and the ratio. */
export function firstAnswerTable(measured) {
  const rows = Object.entries(measured).map(([form, { ms, ratio }]) => [
    form,
    ...ms.map((each) => each.toFixed(1)),
    ratio.toFixed(2),
  ]);
  return table(['form', 'annotable, ms', 'lib-dynamodb, ms', 'ratio'], rows);
}

/** Replaces the text between two markers. */
export function between(text, marker, content) {
  const [begin, end] = [`<!-- ${marker} -->`, `<!-- end of ${marker} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/operate/performance.md lacks the markers of ${marker}`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}
