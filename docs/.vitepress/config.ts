import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { defineConfig } from 'vitepress';
import { apiSidebar } from './api-sidebar.ts';
import { labelFences } from './fences.ts';
import { search } from './search.ts';
import { pagePaths, sidebar } from './sidebar.ts';

// VitePress checks the links of pages, but not those of the sidebar.
const docs = new URL('../', import.meta.url);
const missing = pagePaths.filter((path) => !existsSync(new URL(path, docs)));
if (missing.length > 0) throw new Error(`pages of the sidebar that do not exist: ${missing.join(', ')}`);
const folders = new Set(pagePaths.map((path) => dirname(path)));
const found = [...folders].flatMap((folder) => readdirSync(new URL(folder, docs)).map((name) => `${folder}/${name}`));
const unlisted = found.filter((path) => path.endsWith('.md') && !pagePaths.includes(path));
if (unlisted.length > 0) throw new Error(`pages that the sidebar does not have: ${unlisted.join(', ')}`);

export default defineConfig({
  title: 'annotable',
  description: 'A decorator-based TypeScript framework for Amazon DynamoDB',
  lang: 'en-US',
  cleanUrls: true,
  ignoreDeadLinks: false,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: labelFences,
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/start/getting-started', activeMatch: '^/(?!api/)' },
      { text: 'Errors', link: '/operate/errors' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: { '/': sidebar, '/api/': apiSidebar() },
    outline: { level: [2, 3], label: 'On this page' },
    search: { provider: 'local', options: search },
  },
});
