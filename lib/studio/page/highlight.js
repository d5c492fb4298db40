import { element } from './dom.js';

const tokens =
  /(?<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|(?<note>\/\/[^\n]*)|(?<word>\b(?:await|const|new|import|from|for|of|true|false|null|undefined)\b)|(?<number>\b\d[\d_]*(?:\.\d+)?n?\b)|(?<call>\b[A-Za-z_]\w*(?=\())|(?<name>\b[A-Za-z_]\w*(?=:))/g;

/**
 * Returns a program or a request with its words in colors.
 *
 * @param {string} code
 */
export function highlighted(code) {
  const box = element('code');
  let end = 0;
  for (const match of code.matchAll(tokens)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ['text'];
    box.append(code.slice(end, match.index), element('span', { class: `code-${kind}` }, match[0]));
    end = match.index + match[0].length;
  }
  box.append(code.slice(end));
  return box;
}
