import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname

/** Installs what the bench compares with, where that has changed: npm packages and a Python environment, both in here. */
export function installPeers(): void {
  once('package-lock.json', 'node_modules', () => run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']))
  once('requirements.txt', '.venv', () => {
    run('python3', ['-m', 'venv', '.venv'])
    run('.venv/bin/python', [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '-r',
      'requirements.txt',
    ])
  })
}

function once(list: string, folder: string, install: () => void): void {
  const wanted = readFileSync(join(here, list), 'utf8')
  const stamp = join(here, folder, '.installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  install()
  writeFileSync(stamp, wanted)
}

const run = (command: string, args: string[]) =>
  execFileSync(command, args, { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] })
