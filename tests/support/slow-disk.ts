import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The kernel's own brake for a block device, which only root may set (control groups, version 1). */
const BRAKE = '/sys/fs/cgroup/blkio/blkio.throttle.write_iops_device'

/** Whether this machine can make a disk of its own and slow it down. */
export const canSlowDisks =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  existsSync(BRAKE) &&
  existsSync('/dev/loop-control')

/** A file system on a block device of its own. */
export interface SlowableDisk {
  /** Where it is mounted. */
  directory: string
  /** How many writes a second the device does from now on; null is as many as it can. */
  limit(writesASecond: number | null): void
  remove(): void
}

/** Makes a disk of this size out of a file. */
export function makeSlowableDisk(megabytes: number): SlowableDisk {
  const base = mkdtempSync(join(tmpdir(), 'changeover-slow-'))
  chmodSync(base, 0o711)
  const image = join(base, 'disk')
  const directory = join(base, 'mounted')
  mkdirSync(directory)
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { encoding: 'utf8' }).trim()
  run('truncate', '--size', `${megabytes}M`, image)
  run('mkfs.ext4', '-q', '-m', '0', image)
  const device = run('losetup', '--find', '--show', image)
  run('mount', device, directory)
  chmodSync(directory, 0o711)
  const number = run('lsblk', '--noheadings', '--output', 'MAJ:MIN', device)
  const limit = (writesASecond: number | null) =>
    writeFileSync(BRAKE, `${number} ${writesASecond ?? 0}`)
  return {
    directory,
    limit,
    remove() {
      limit(null)
      run('umount', directory)
      run('losetup', '--detach', device)
      rmSync(base, { recursive: true, force: true })
    },
  }
}
