// Bytes: base64 text in JSON, hexadecimal digits on the page.

/**
 * Returns the bytes of base64 text. Empty if the text is damaged.
 *
 * @param {string} base64
 */
export function bytesOf(base64) {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/** @param {number} byte */
const hex = (byte) => byte.toString(16).padStart(2, '0');

/**
 * Returns bytes as hexadecimal digits: `de ad be ef`.
 *
 * @param {Uint8Array} bytes
 */
export const hexText = (bytes) => Array.from(bytes, hex).join(' ');

const lineLength = 16;

/**
 * Returns a dump of bytes: offset, digits, and characters, 16 bytes in each line.
 *
 * @param {Uint8Array} bytes
 */
export function hexDump(bytes) {
  const lines = [];
  const width = Math.min(lineLength, bytes.length) * 3;
  for (let start = 0; start < bytes.length; start += lineLength) {
    const line = bytes.subarray(start, start + lineLength);
    const characters = Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(
      '',
    );
    lines.push(`${start.toString(16).padStart(4, '0')}  ${hexText(line).padEnd(width)} ${characters}`);
  }
  return lines.join('\n');
}
