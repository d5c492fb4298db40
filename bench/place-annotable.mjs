/** Builds annotable from this checkout, and copies it to the folder from which the contenders import it. */
import { execSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = fileURLToPath(new URL('./node_modules/annotable', import.meta.url));
const run = (command) => execSync(command, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

if (!existsSync(`${root}/node_modules/typescript`)) run('npm ci --no-audit --no-fund');
run('npm run build');
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const name of ['package.json', 'dist']) cpSync(`${root}/${name}`, `${target}/${name}`, { recursive: true });
