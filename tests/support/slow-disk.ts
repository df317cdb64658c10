import { execFileSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** The kernel's own brake for a block device, which only root may set (control groups, version 1). */
const BRAKE = '/sys/fs/cgroup/blkio/blkio.throttle.write_iops_device'
/** Where the tools of an administrator lie, also when a job's PATH names only those of everybody. */
const PATH = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].join(delimiter)
const TOOLS = ['truncate', 'mkfs.ext4', 'losetup', 'lsblk', 'mount', 'umount']

/** Why this machine cannot make a disk of its own and slow it down; null when it can. */
export const noSlowDisksBecause = obstacle()

function obstacle(): string | null {
  if (process.platform !== 'linux') return 'only Linux has the brake'
  if (process.getuid?.() !== 0) return 'only root may make a disk'
  const missing = TOOLS.filter((tool) => !isInstalled(tool))
  if (missing.length > 0) return `${missing.join(', ')} cannot be found`
  for (const path of [BRAKE, '/dev/loop-control'])
    if (!existsSync(path)) return `the kernel offers no ${path}`
  return null
}

function isInstalled(tool: string): boolean {
  return PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

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
  run('truncate', '--size', `${megabytes}M`, image)
  run('mkfs.ext4', '-q', '-m', '0', image)
  const device = run('losetup', '--find', '--show', image)
  try {
    run('mount', device, directory)
  } finally {
    // Whoever uses a device keeps it: it goes with the file system, also when nobody is left to remove it.
    run('losetup', '--detach', device)
  }
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
      rmSync(base, { recursive: true, force: true })
    },
  }
}

/** Files that block devices are made of now, as the kernel knows them. */
export function filesOfBlockDevices(): string[] {
  return run('losetup', '--list', '--noheadings', '--output', 'BACK-FILE').split('\n')
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, PATH } }).trim()
}
