import { setTimeout as pause } from 'node:timers/promises'
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime'
import type { Clients } from './clients.ts'
import type { HeldOut } from './flights.ts'

const ROWS = 20
const WIDTH = 2
/** Between a caller's answer and its next request. */
const PAUSE_MS = 10
/** So many requests after they were answered, what was true of them is told in one file. */
const TOLD_TOGETHER = 40

/** Callers who ask an endpoint again and again, flight after flight, and later tell which were late. */
export class SteadyTraffic {
  requests = 0
  failed = 0
  readonly #clients: Clients
  readonly #endpointName: string
  readonly #flights: HeldOut
  readonly #now: () => Date
  #callers: Promise<void>[] = []
  #stopped = false
  #truth: string[] = []

  constructor(clients: Clients, endpointName: string, flights: HeldOut, now: () => Date) {
    this.#clients = clients
    this.#endpointName = endpointName
    this.#flights = flights
    this.#now = now
  }

  get flows(): boolean {
    return this.#callers.length > 0
  }

  start(): void {
    this.#callers = Array.from({ length: WIDTH }, () => this.#call())
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#callers)
  }

  async #call(): Promise<void> {
    while (!this.#stopped) {
      const id = this.requests++
      const from = (id * ROWS) % (this.#flights.rows.length - ROWS)
      if (await this.#ask(String(id), this.#flights.rows.slice(from, from + ROWS)))
        this.#truth.push(truthOf(String(id), this.#flights.labels.slice(from, from + ROWS)))
      if (this.#truth.length >= TOLD_TOGETHER)
        await this.#clients.tellTruth(this.#truth.splice(0).join(''), this.#now())
      await pause(PAUSE_MS)
    }
  }

  async #ask(InferenceId: string, rows: string[]): Promise<boolean> {
    const Body = `${rows.join('\n')}\n`
    const request = { EndpointName: this.#endpointName, Body, ContentType: 'text/csv', InferenceId }
    try {
      await this.#clients.runtime.send(new InvokeEndpointCommand(request))
      return true
    } catch {
      this.failed++
      return false
    }
  }
}

function truthOf(eventId: string, labels: number[]): string {
  const groundTruthData = { data: labels.join('\n'), encoding: 'CSV' }
  return `${JSON.stringify({ groundTruthData, eventMetadata: { eventId }, eventVersion: '0' })}\n`
}
