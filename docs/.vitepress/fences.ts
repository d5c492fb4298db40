import type { MarkdownRenderer } from 'vitepress';

/**
 * Labels code blocks by the words after their language, and drops comments.
 *
 * `json request=PutItem` is labeled "Request: PutItem", `txt output` "Output", `ts wrong` "Does not compile", and
 * `ts file=phones.ts` "phones.ts". Comments contain the setup of examples, which neither pages nor search show.
 */
export function labelFences(md: MarkdownRenderer): void {
  const { fence } = md.renderer.rules;
  if (fence === undefined) throw new Error('the Markdown renderer has no rule for code blocks');
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const html = fence(tokens, index, ...rest);
    const label = labelOf(tokens[index]?.info ?? '');
    if (label === undefined) return html;
    return `<div class="labeled"><p class="label">${md.utils.escapeHtml(label)}</p>${html}</div>`;
  };
  md.core.ruler.push('drop-comments', (state) => {
    state.tokens = state.tokens.filter(({ type, content }) => type !== 'html_block' || !/^\s*<!--/.test(content));
  });
}

function labelOf(info: string): string | undefined {
  const [, ...words] = info.trim().split(/\s+/);
  const [, name, value] = words.map((word) => /^(request|file)=(.+)$/.exec(word)).find((match) => match !== null) ?? [];
  if (name === 'request') return `Request: ${value}`;
  if (name === 'file') return value;
  if (words.includes('output')) return 'Output';
  return words.includes('wrong') ? 'Does not compile' : undefined;
}
