import { existsSync, readdirSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';

const api = new URL('../api/', import.meta.url);

/** Entry points of the package. */
const modules = [
  'annotable',
  'annotable/backfill',
  'annotable/encryption',
  'annotable/keyv',
  'annotable/langchain',
  'annotable/agents',
  'annotable/langgraph',
  'annotable/local',
  'annotable/nestjs',
  'annotable/opentelemetry',
  'annotable/streams',
  'annotable/templates',
  'annotable/testing',
];

/** Folders of TypeDoc, with their titles. The page of each entry point lists the other kinds. */
const kinds = { classes: 'Classes', functions: 'Functions and decorators' };

/** Links to the pages that TypeDoc has made, by entry point. Empty if it has not run. */
export function apiSidebar(): DefaultTheme.SidebarItem[] {
  if (!existsSync(api)) return [];
  return modules.map((module) => ({
    text: module,
    link: `/api/${module}/`,
    items: Object.entries(kinds).flatMap(([folder, text]) => {
      const items = membersIn(`${module}/${folder}`);
      return items.length === 0 ? [] : [{ text, items }];
    }),
  }));
}

function membersIn(folder: string): DefaultTheme.SidebarItem[] {
  const url = new URL(folder, api);
  if (!existsSync(url)) return [];
  const names = readdirSync(url).map((file) => file.replace(/\.md$/, ''));
  return names.map((name) => ({ text: name.replace(/-decorator$/, ''), link: `/api/${folder}/${name}` }));
}
