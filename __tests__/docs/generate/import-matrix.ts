import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importedPath, importsOfLib, partOf, parts } from '../../layers/imports.ts';

const file = join(process.cwd(), 'docs/inside/imports.svg');

/** Size of a cell, and the width of the names, in pixels. */
const [cell, names] = [18, 116];

/** Returns the pairs of folders of which the first imports from the second. */
function importPairs(): Set<string> {
  const pairs = importsOfLib().map((found) => {
    const path = importedPath(found);
    return path === undefined ? '' : `${partOf(found.file)} ${partOf(path)}`;
  });
  return new Set(pairs);
}

const at = (place: number): number => names + place * cell;
const middle = (place: number): number => at(place) + cell / 2;

const rowName = (name: string, row: number): string =>
  `<text x="${names - 6}" y="${middle(row) + 4}" text-anchor="end">${name}</text>`;
const columnName = (name: string, column: number): string =>
  `<text transform="translate(${middle(column) + 4} ${names - 6}) rotate(-90)">${name}</text>`;
const line = (place: number, end: number): string =>
  `<path d="M${names} ${at(place)}H${end}M${at(place)} ${names}V${end}" stroke="#e3e6ea"/>`;
const filled = (row: number, column: number, color: string): string =>
  `<rect x="${at(column) + 2}" y="${at(row) + 2}" width="${cell - 4}" height="${cell - 4}" rx="3" fill="${color}"/>`;

/**
 * Draws which folder imports from which: a row for each folder, with a mark in the column of each folder that it imports
 * from. A folder imports from those before it, so all marks are below the diagonal.
 */
export function drawing(): string {
  const folders = parts.filter((part) => !part.endsWith('.ts'));
  const pairs = importPairs();
  const size = at(folders.length);
  const marks = folders.flatMap((from, row) =>
    folders.flatMap((to, column) => {
      if (row === column) return filled(row, column, '#d5dae0');
      if (!pairs.has(`${from} ${to}`)) return [];
      return filled(row, column, column < row ? '#3b6ea5' : '#c2410c');
    }),
  );
  const label = 'Folders of lib, and the folders that each one imports from';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size + 8} ${size + 8}" font-family="sans-serif" font-size="12" fill="#1f2937" role="img" aria-label="${label}">`,
    `<title>${label}</title>`,
    `<rect width="${size + 8}" height="${size + 8}" fill="#fff"/>`,
    ...[...folders.keys(), folders.length].map((place) => line(place, size)),
    ...folders.map(rowName),
    ...folders.map(columnName),
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}

export const currentDrawing = (): string => readFileSync(file, 'utf8');

export function writeDrawing(): void {
  writeFileSync(file, drawing());
}
