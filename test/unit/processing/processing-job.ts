import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

const MAIN = join(import.meta.dirname, '../../../containers/processing/main.ts')

/** A processing job in a folder of its own, run as the container's process. */
export class ProcessingJob {
  readonly base = mkdtempSync(join(tmpdir(), 'processing '))

  code(name: string, text: string): this {
    return this.#put(join('code', name), text)
  }

  data(name: string, content: string | Uint8Array): this {
    return this.#put(join('data', name), content)
  }

  /** A Parquet file with the rows of a query. */
  async parquet(name: string, query: string): Promise<this> {
    this.data(name, '')
    const connection = await (await DuckDBInstance.create()).connect()
    const path = join(this.base, 'processing/input/data', name).replaceAll("'", "''")
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`)
    connection.closeSync()
    return this
  }

  run(
    args: Record<string, string> = {},
    environment: Record<string, string> = {},
  ): Promise<{ code: number | null; message: string; log: string }> {
    const all = { recipe: 'prepare.sql', format: 'csv', label: 'y', ...args }
    const child = spawn(
      process.execPath,
      [MAIN, ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])],
      {
        env: { ...process.env, SAGEMAKER_BASE_DIR: this.base, ...environment },
      },
    )
    let log = ''
    child.stdout.on('data', (data) => (log += data))
    child.stderr.on('data', (data) => (log += data))
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, message: this.#message(), log })))
  }

  output(path: string): string {
    return readFileSync(join(this.base, 'processing/output', path), 'utf8')
  }

  /** All output files with their text. */
  outputs(): Record<string, string> {
    const folder = join(this.base, 'processing/output')
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return Object.fromEntries(
      files.map(({ parentPath, name }) => [
        join(parentPath, name).slice(folder.length + 1),
        readFileSync(join(parentPath, name), 'utf8'),
      ]),
    )
  }

  remove(): void {
    rmSync(this.base, { recursive: true })
  }

  #message(): string {
    const path = join(this.base, 'output/message')
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  #put(path: string, content: string | Uint8Array): this {
    const full = join(this.base, 'processing/input', path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, content)
    return this
  }
}
