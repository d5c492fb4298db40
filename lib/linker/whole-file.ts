import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Ends the name of a file that is written to take the place of another. */
const temporaryEnd = /^\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.tmp$/;

/** The one path of a file, whatever links lead to it; where it isn't there yet, in the one path of its folder. */
export async function realFile(file: string): Promise<string> {
  const found = await unlessAbsent(realpath(file));
  if (found !== undefined) return found;
  const folder = path.dirname(file);
  const realFolder = folder === file ? folder : await realFile(folder);
  const real = path.join(realFolder, path.basename(file));
  // A link to what isn't there: the file is to be made where it leads.
  const target = await readlink(real).catch(() => undefined);
  return target === undefined ? real : realFile(path.resolve(realFolder, target));
}

interface Stats {
  readonly ino: bigint;
  readonly mtimeNs: bigint;
  readonly size: bigint;
}

/** What tells one content of a file from another: each is a file of its own, put in the place of the one before. */
const identityOf = ({ ino, mtimeNs, size }: Stats): string => `${ino} ${mtimeNs} ${size}`;

/** Tells one content of a file from another; undefined where there is no file. */
export async function fileIdentity(file: string): Promise<string | undefined> {
  const found = await unlessAbsent(stat(file, { bigint: true }));
  return found && identityOf(found);
}

/** A file's content; undefined where there is none. */
export const fileContent = (file: string): Promise<string | undefined> => unlessAbsent(readFile(file, 'utf8'));

async function unlessAbsent<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes a file as a whole, with the permissions that it has: whoever reads it, whenever anything dies, finds the old
 * content or the new.
 *
 * @param file - a real path
 * @returns what tells the new content from others
 */
export async function replaceFile(file: string, content: string): Promise<string> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const written = `${file}.${randomUUID()}.tmp`;
  try {
    const before = await unlessAbsent(stat(file));
    const identity = await writeNew(written, content, before && before.mode & 0o7777);
    await rename(written, file);
    await syncFolder(folder);
    return identity;
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}

async function writeNew(file: string, content: string, mode: number | undefined): Promise<string> {
  // With the mode from the start, so that nobody reads it who could not read the old one; a umask only takes from it.
  const handle = await open(file, 'wx', mode);
  try {
    if (mode !== undefined) await handle.chmod(mode);
    await handle.writeFile(content, 'utf8');
    await handle.sync();
    return identityOf(await handle.stat({ bigint: true }));
  } finally {
    await handle.close();
  }
}

/** Makes the new name last; where folders can't be synced, as on Windows, the system does so itself. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/**
 * Deletes what writers of a file that died have left beside it; gives how many files.
 *
 * @param olderThanSeconds - a younger one may be that of a writer that lives
 */
export async function removeRemains(file: string, olderThanSeconds: number): Promise<number> {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  const endMs = Date.now() - olderThanSeconds * 1_000;
  let count = 0;
  for (const other of (await unlessAbsent(readdir(folder))) ?? []) {
    if (!other.startsWith(name) || !temporaryEnd.test(other.slice(name.length))) continue;
    const found = await unlessAbsent(stat(path.join(folder, other)));
    if (found === undefined || found.mtimeMs > endMs) continue;
    await rm(path.join(folder, other), { force: true });
    count++;
  }
  return count;
}
