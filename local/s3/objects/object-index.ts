import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { BucketRecord, ObjectRecord, PartRecord, UploadRecord } from './records.ts'
import { SCHEMA } from './schema.ts'
import { versionIdOf } from './version-id.ts'

export type NewObject = Omit<ObjectRecord, 'sequencer' | 'versionId' | 'isLatest' | 'isDeleteMarker'>

/** Which buckets, objects, versions and uploads there are. Every change is one synchronous transaction on disk. */
export class ObjectIndex {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #sequence: bigint

  constructor(folder: string) {
    this.#db = new DatabaseSync(join(folder, 'index.db'))
    this.#db.exec(SCHEMA)
    const last = this.#one("SELECT value FROM setting WHERE name = 'sequencer'")
    this.#sequence = last ? BigInt(`0x${last.value}`) : 0n
  }

  close(): void {
    this.#db.close()
  }

  bucket(name: string): BucketRecord | undefined {
    const row = this.#one('SELECT * FROM bucket WHERE name = ?', name)
    return row && { ...(row as any), configuration: JSON.parse(row.configuration as string) }
  }

  buckets(): BucketRecord[] {
    const rows = this.#all('SELECT * FROM bucket ORDER BY name')
    return rows.map((row) => ({ ...row, configuration: JSON.parse(row.configuration) }))
  }

  putBucket({ name, created, configuration }: BucketRecord): void {
    this.#run('INSERT OR REPLACE INTO bucket VALUES (?, ?, ?)', name, created, JSON.stringify(configuration))
  }

  /** False when something is still in it. */
  deleteBucket(name: string): boolean {
    if (this.#one('SELECT 1 FROM object WHERE bucket = ? LIMIT 1', name)) return false
    this.#run('DELETE FROM bucket WHERE name = ?', name)
    return true
  }

  /** The version asked for, else the latest; a delete marker counts. */
  object(bucket: string, key: string, versionId?: string): ObjectRecord | undefined {
    const row = versionId
      ? this.#one('SELECT * FROM object WHERE bucket = ? AND key = ? AND versionId = ?', bucket, key, versionId)
      : this.#one('SELECT * FROM object WHERE bucket = ? AND key = ? AND isLatest = 1', bucket, key)
    return row && objectOf(row)
  }

  /** The latest version, unless it is a delete marker. */
  current(bucket: string, key: string): ObjectRecord | undefined {
    const object = this.object(bucket, key)
    return object?.isDeleteMarker ? undefined : object
  }

  /**
   * Enters a new latest version. `admit` sees the one before in the same transaction and may throw. The contents that
   * nothing points to any more are returned.
   */
  putObject(
    object: NewObject,
    versioned: boolean,
    isDeleteMarker = false,
    admit: (before: ObjectRecord | undefined) => void = () => {},
  ): { object: ObjectRecord; unused: string[] } {
    return this.#transaction(() => {
      const before = this.object(object.bucket, object.key)
      admit(this.current(object.bucket, object.key))
      const unused: string[] = []
      if (before && !versioned) unused.push(...this.#dropVersion(object.bucket, object.key, 'null'))
      this.#run(
        'UPDATE object SET isLatest = 0 WHERE bucket = ? AND key = ? AND isLatest = 1',
        object.bucket,
        object.key,
      )
      const sequencer = this.#nextSequencer(object.modified)
      const record: ObjectRecord = {
        ...object,
        sequencer,
        versionId: versioned ? versionIdOf(sequencer) : 'null',
        isLatest: true,
        isDeleteMarker,
      }
      this.#insert(record)
      this.#overtakeUploads(object.bucket, object.key)
      return { object: record, unused }
    })
  }

  /** Removes one version for good; the one before it becomes the latest. */
  deleteVersion(
    bucket: string,
    key: string,
    versionId: string,
    at: number,
  ): { object: ObjectRecord; sequencer: string; unused: string[] } | undefined {
    return this.#transaction(() => {
      const object = this.object(bucket, key, versionId)
      if (!object) return undefined
      const unused = this.#dropVersion(bucket, key, versionId)
      this.#overtakeUploads(bucket, key)
      if (object.isLatest)
        this.#run(
          `UPDATE object SET isLatest = 1 WHERE bucket = ? AND key = ? AND sequencer =
             (SELECT max(sequencer) FROM object WHERE bucket = ? AND key = ?)`,
          bucket,
          key,
          bucket,
          key,
        )
      return { object, sequencer: this.#nextSequencer(at), unused }
    })
  }

  /** Replaces what describes a version, e.g. its tags. */
  putDetail({ bucket, key, sequencer, detail }: ObjectRecord): void {
    this.#run(
      'UPDATE object SET detail = ? WHERE bucket = ? AND key = ? AND sequencer = ?',
      JSON.stringify(detail),
      bucket,
      key,
      sequencer,
    )
  }

  /** Latest versions that are no delete markers, from `from` on, in the order of their keys' UTF-8 bytes. */
  *objectsFrom(bucket: string, from: string): Generator<ObjectRecord> {
    const sql = `SELECT * FROM object WHERE bucket = ? AND key >= ? AND isLatest = 1 AND isDeleteMarker = 0 ORDER BY key`
    for (const row of this.#db.prepare(sql).iterate(bucket, from)) yield objectOf(row)
  }

  /** All versions from a key on, the newest of each key first. */
  *versionsFrom(bucket: string, from: string): Generator<ObjectRecord> {
    const sql = 'SELECT * FROM object WHERE bucket = ? AND key >= ? ORDER BY key, sequencer DESC'
    for (const row of this.#db.prepare(sql).iterate(bucket, from)) yield objectOf(row)
  }

  get lastSequencer(): string {
    return this.#sequence.toString(16).toUpperCase().padStart(18, '0')
  }

  /** Versions that are no delete markers and came after a sequencer, in the order they came. */
  objectsSince(sequencer: string): ObjectRecord[] {
    if (sequencer >= this.lastSequencer) return []
    const sql = 'SELECT * FROM object WHERE sequencer > ? AND isDeleteMarker = 0 ORDER BY sequencer'
    return this.#all(sql, sequencer).map(objectOf)
  }

  putUpload({ id, bucket, key, initiated, detail, algorithm }: UploadRecord): void {
    const values = [id, bucket, key, initiated, JSON.stringify(detail), algorithm ?? null]
    this.#run('INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?)', ...values)
  }

  upload(id: string): UploadRecord | undefined {
    const row = this.#one('SELECT * FROM upload WHERE id = ?', id)
    return row && uploadOf(row)
  }

  *uploadsFrom(bucket: string, from: string): Generator<UploadRecord> {
    const sql = 'SELECT * FROM upload WHERE bucket = ? AND key >= ? ORDER BY key, initiated, id'
    for (const row of this.#db.prepare(sql).iterate(bucket, from)) yield uploadOf(row)
  }

  /** Returns the contents that the upload's earlier part of that number had. */
  putPart(upload: string, part: PartRecord): string[] {
    const before = this.#one('SELECT blob FROM part WHERE upload = ? AND number = ?', upload, part.number)
    const values = [part.number, part.size, part.etag, part.modified, part.blob, JSON.stringify(part.checksums)]
    this.#run('INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?)', upload, ...values)
    return before ? [before.blob] : []
  }

  parts(upload: string): PartRecord[] {
    const rows = this.#all('SELECT * FROM part WHERE upload = ? ORDER BY number', upload)
    return rows.map(({ upload: _, ...row }) => ({ ...row, checksums: JSON.parse(row.checksums) }))
  }

  /** Forgets an upload; returns the contents of its parts. */
  deleteUpload(id: string): string[] {
    return this.#transaction(() => {
      const blobs = this.parts(id).map((part) => part.blob)
      this.#run('DELETE FROM part WHERE upload = ?', id)
      this.#run('DELETE FROM upload WHERE id = ?', id)
      return blobs
    })
  }

  /** A conditional completion is refused once something else has happened to its key. */
  #overtakeUploads(bucket: string, key: string): void {
    const detail = "json_set(detail, '$.isOvertaken', json('true'))"
    this.#run(`UPDATE upload SET detail = ${detail} WHERE bucket = ? AND key = ?`, bucket, key)
  }

  isUsed(blob: string): boolean {
    return !!this.#one('SELECT 1 FROM object WHERE blob = ? UNION SELECT 1 FROM part WHERE blob = ?', blob, blob)
  }

  /** Grows strictly, whatever the clock does and across restarts; always as long, so that text comparison is right. */
  #nextSequencer(now: number): string {
    const fromClock = BigInt(now) << 20n
    this.#sequence = fromClock > this.#sequence ? fromClock : this.#sequence + 1n
    const text = this.lastSequencer
    this.#run("INSERT OR REPLACE INTO setting VALUES ('sequencer', ?)", text)
    return text
  }

  #insert(record: ObjectRecord): void {
    const { bucket, key, sequencer, versionId, isLatest, isDeleteMarker, size, etag, modified, blob, detail } = record
    const flags = [isLatest ? 1 : 0, isDeleteMarker ? 1 : 0]
    const values = [bucket, key, sequencer, versionId, ...flags, size, etag, modified, blob, JSON.stringify(detail)]
    this.#run('INSERT INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', ...values)
  }

  #dropVersion(bucket: string, key: string, versionId: string): string[] {
    const dropped = this.#all(
      'DELETE FROM object WHERE bucket = ? AND key = ? AND versionId = ? RETURNING blob',
      bucket,
      key,
      versionId,
    )
    return dropped.map((row) => row.blob).filter(Boolean)
  }

  #transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    }
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#db.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #run = (sql: string, ...values: SQLInputValue[]) => void this.#prepared(sql).run(...values)
  #one = (sql: string, ...values: SQLInputValue[]) => this.#prepared(sql).get(...values) as any
  #all = (sql: string, ...values: SQLInputValue[]) => this.#prepared(sql).all(...values) as any[]
}

const objectOf = (row: any): ObjectRecord => ({
  ...row,
  isLatest: row.isLatest === 1,
  isDeleteMarker: row.isDeleteMarker === 1,
  detail: JSON.parse(row.detail),
})

const uploadOf = (row: any): UploadRecord => ({
  ...row,
  detail: JSON.parse(row.detail),
  algorithm: row.algorithm ?? undefined,
})
