import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'

/** Whether the call on which a function dies was sent, and so took effect. */
export type Moment = 'before' | 'after'

export interface Wire {
  endpoint: string
  /** The function dies on its n-th call from now, counted from 1; none of its later calls gets out. */
  dieAt(call: number, moment: Moment): void
  /** Loses the answer of the n-th call from now; the function lives on. */
  loseAnswerOf(call: number): void
  /** Waits for the function's last calls, and lets the next one speak. Answers whether the fault came to pass. */
  revive(): Promise<boolean>
  /** Holds back the next call whose body matches; `reached` comes when it is made. */
  hold(body: RegExp): { reached: Promise<void>; release(): void }
  close(): Promise<void>
}

interface Held {
  body: RegExp
  reach(): void
  released: Promise<void>
}

/** Stands between the functions' SDK clients and the runtime: passes every call on as it is, but for the faults asked for. */
export async function openWire(target: string): Promise<Wire> {
  let fault: { call: number; moment: Moment; deadly: boolean } | undefined
  let calls = 0
  let struck = false
  let underWay = 0
  const held: Held[] = []

  const server = createServer(async (incoming, outgoing) => {
    underWay++
    try {
      const body = await buffer(incoming)
      await holdBack(body.toString())
      const dead = struck && fault?.deadly === true
      const strikes = !dead && fault !== undefined && ++calls === fault.call
      if (strikes) struck = true
      if (dead || (strikes && fault?.moment === 'before')) return incoming.socket.destroy()
      const { status, headers, answer } = await passOn(target, incoming, body)
      if (strikes) return incoming.socket.destroy()
      return outgoing.writeHead(status, headers).end(answer)
    } finally {
      underWay--
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  async function holdBack(body: string): Promise<void> {
    const index = held.findIndex((each) => each.body.test(body))
    if (index < 0) return
    const [one] = held.splice(index, 1)
    one!.reach()
    await one!.released
  }

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dieAt(call, moment) {
      fault = { call, moment, deadly: true }
      calls = 0
      struck = false
    },
    loseAnswerOf(call) {
      fault = { call, moment: 'after', deadly: false }
      calls = 0
      struck = false
    },
    async revive() {
      for (let quiet = 0; quiet < 5; quiet = underWay === 0 ? quiet + 1 : 0) await setImmediate()
      fault = undefined
      return struck
    },
    hold(body) {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      held.push({ body, reach: reached.resolve, released: released.promise })
      return { reached: reached.promise, release: released.resolve }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Answered {
  status: number
  headers: IncomingMessage['headers']
  answer: Buffer
}

function passOn(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const call = request(new URL(url!, target), { method, headers, agent: false }, async (response) => {
      resolve({ status: response.statusCode!, headers: response.headers, answer: await buffer(response) })
    })
    call.on('error', reject)
    call.end(body)
  })
}
