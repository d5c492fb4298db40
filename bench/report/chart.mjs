const ROW = 22;
const LEFT = 170;
const WIDTH = 470;
const STYLE = `<style>text{font:13px system-ui,sans-serif;fill:#1f2328}.axis{stroke:#8c959f}.bar{fill:#8c959f}.own{fill:#0969da}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#6e7681}.bar{fill:#6e7681}.own{fill:#58a6ff}}</style>`;

/** Position of a ratio on a logarithmic scale from 0.01 to 100, so that double and half have the same distance to 1. */
const xOf = (ratio) => LEFT + (WIDTH * (Math.log10(Math.min(100, Math.max(0.01, ratio))) + 2)) / 4;

function bar({ name, ratio }, n, top) {
  const y = top + n * ROW;
  const [from, to] = [xOf(1), xOf(ratio)].sort((a, b) => a - b);
  const kind = name.startsWith('annotable') ? 'own' : 'bar';
  return `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${name}</text>
<rect class="${kind}" x="${from.toFixed(1)}" y="${y}" width="${Math.max(1, to - from).toFixed(1)}" height="15"/>
<text x="${(Math.max(from, to) + 6).toFixed(1)}" y="${y + 12}">${ratio.toFixed(2)}</text>`;
}

/**
 * Draws a chart of ratios to the raw client. Bars to the left of 1 cost less, bars to the right cost more.
 *
 * @param {string} title
 * @param {{ heading: string, bars: { name: string, ratio: number }[] }[]} groups
 */
export function chart(title, groups) {
  let top = 44;
  const parts = groups.map(({ heading, bars }) => {
    const head = `<text x="${LEFT - 8}" y="${top + 12}" text-anchor="end" font-weight="bold">${heading}</text>`;
    const lines = bars.map((each, n) => bar(each, n, top + ROW));
    const height = (bars.length + 1) * ROW;
    const axis = `<line class="axis" x1="${xOf(1)}" x2="${xOf(1)}" y1="${top}" y2="${top + height}"/>`;
    top += height + 12;
    return [head, axis, ...lines].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${top}" role="img" aria-label="${title}">
${STYLE}
<text x="12" y="22" font-weight="bold">${title}</text>
${parts.join('\n')}
</svg>
`;
}
