import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { AlgorithmError } from '../errors.ts'
import type { Frame } from './frame.ts'
import { Shard, type Task } from './shard.ts'

/** What a worker thread is started with. */
export interface WorkerSetup {
  frame: Frame
  part: number
  parts: number
  port: MessagePort
  /** [0] counts the tasks handed out, [1] the workers still busy with the last one. */
  signals: Int32Array
}

type Reply = { result: number[] } | { error: string }

const HANDED_OUT = 0
const BUSY = 1
const LONGEST_TASK_MS = 600_000

/** The threads that train together: this one with part 0, and one worker for each further part. */
export class Team {
  readonly #own: Shard
  readonly #signals = new Int32Array(new SharedArrayBuffer(8))
  readonly #ports: MessagePort[] = []
  readonly #workers: Worker[] = []

  constructor(frame: Frame, threads: number) {
    this.#own = new Shard(frame, 0, threads)
    for (let part = 1; part < threads; part++) {
      const { port1, port2 } = new MessageChannel()
      const setup: WorkerSetup = { frame, part, parts: threads, port: port2, signals: this.#signals }
      this.#workers.push(
        new Worker(new URL('./worker.ts', import.meta.url), { workerData: setup, transferList: [port2] }),
      )
      this.#ports.push(port1)
    }
  }

  /** Runs the task on every part and returns the results in the order of the parts. */
  run(task: Task): number[][] {
    if (this.#ports.length === 0) return [this.#own.run(task)]
    for (const port of this.#ports) port.postMessage(task)
    Atomics.store(this.#signals, BUSY, this.#ports.length)
    Atomics.add(this.#signals, HANDED_OUT, 1)
    Atomics.notify(this.#signals, HANDED_OUT)
    const own = this.#own.run(task)
    for (let busy = Atomics.load(this.#signals, BUSY); busy > 0; busy = Atomics.load(this.#signals, BUSY)) {
      if (Atomics.wait(this.#signals, BUSY, busy, LONGEST_TASK_MS) === 'timed-out') {
        throw new AlgorithmError(`A training thread gave no answer to '${task.do}' for ${LONGEST_TASK_MS / 1000} s.`)
      }
    }
    return [own, ...this.#ports.map((port) => replyOf(port))]
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
    for (const port of this.#ports) port.close()
  }
}

function replyOf(port: MessagePort): number[] {
  const reply = receiveMessageOnPort(port)?.message as Reply | undefined
  if (!reply) throw new AlgorithmError('A training thread ended without an answer.')
  if ('error' in reply) throw new AlgorithmError(reply.error)
  return reply.result
}

/** A worker's life: wait for a task, do it, reply, until the team is stopped. */
export function serveTasks({ frame, part, parts, port, signals }: WorkerSetup): never {
  const shard = new Shard(frame, part, parts)
  for (let done = 0; ; done++) {
    Atomics.wait(signals, HANDED_OUT, done)
    const task = receiveMessageOnPort(port)?.message as Task
    port.postMessage(attempt(shard, task))
    if (Atomics.sub(signals, BUSY, 1) === 1) Atomics.notify(signals, BUSY)
  }
}

function attempt(shard: Shard, task: Task): Reply {
  try {
    return { result: shard.run(task) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
