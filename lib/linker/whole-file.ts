import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Matches the end of the name of a temporary file, which will replace another file. */
const temporaryEnd = /^\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.tmp$/;

/** Returns the real path of a file, behind symbolic links. For a missing file, uses the real path of its folder. */
export async function realFile(file: string): Promise<string> {
  const found = await unlessAbsent(realpath(file));
  if (found !== undefined) return found;
  const folder = path.dirname(file);
  const realFolder = folder === file ? folder : await realFile(folder);
  const real = path.join(realFolder, path.basename(file));
  // A link to a missing file: the file will be created at the target of the link.
  const target = await readlink(real).catch(() => undefined);
  return target === undefined ? real : realFile(path.resolve(realFolder, target));
}

interface Stats {
  readonly ino: bigint;
  readonly mtimeNs: bigint;
  readonly size: bigint;
}

/** Returns a text that differs for each content, because each content is a new file. */
const identityOf = ({ ino, mtimeNs, size }: Stats): string => `${ino} ${mtimeNs} ${size}`;

/** Returns the identity of the current content of a file. Undefined if there is no file. */
export async function fileIdentity(file: string): Promise<string | undefined> {
  const found = await unlessAbsent(stat(file, { bigint: true }));
  return found && identityOf(found);
}

/** Returns the content of a file. Undefined if there is no file. */
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
 * Replaces a file atomically and keeps its permissions. A reader always finds the complete old content or the complete
 * new content, also after a crash.
 *
 * Not `write-file-atomic`, because that does not sync the folder: a power failure could undo the replacement.
 *
 * @param file - a real path
 * @returns the identity of the new content
 */
export async function replaceFile(file: string, content: string): Promise<string> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const before = await unlessAbsent(stat(file));
    const identity = await writeNew(temporary, content, before && before.mode & 0o7777);
    await rename(temporary, file);
    await syncFolder(folder);
    return identity;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeNew(file: string, content: string, mode: number | undefined): Promise<string> {
  // The mode is set on creation, because at no time may more users read the file. A umask can only remove permissions.
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

/** Makes the new name durable. Windows can't sync folders and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/**
 * Deletes the temporary files of dead writers beside a file. Returns their number.
 *
 * @param olderThanSeconds - age in seconds; a younger file may belong to a writer that is still alive
 */
export async function removeRemains(file: string, olderThanSeconds: number): Promise<number> {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  const latestMs = Date.now() - olderThanSeconds * 1_000;
  let count = 0;
  for (const other of (await unlessAbsent(readdir(folder))) ?? []) {
    if (!other.startsWith(name) || !temporaryEnd.test(other.slice(name.length))) continue;
    const found = await unlessAbsent(stat(path.join(folder, other)));
    if (found === undefined || found.mtimeMs > latestMs) continue;
    await rm(path.join(folder, other), { force: true });
    count++;
  }
  return count;
}
