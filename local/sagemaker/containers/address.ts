import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RELAY_SOCKET } from './cell.ts'
import { type ContainerSpec, scratchOf } from './container.ts'
import { freePort, givePortBack } from './free-port.ts'
import type { Isolation } from './isolation.ts'

/** Where a serving container is reached: a loopback port, or the socket of the relay into one without a network. */
export type Address = { host: '127.0.0.1'; port: number } | { socketPath: string; folder: FileHandle }

/** Inside of a network namespace no port is taken. */
const RELAYED_PORT = 8080

/** An address that nobody else has; release it when the container has ended. */
export async function addressFor({ folder, network }: ContainerSpec, isolation: Isolation): Promise<Address> {
  if (network !== 'relayed' || isolation !== 'private') return { host: '127.0.0.1', port: await freePort() }
  const scratch = scratchOf(folder)
  await mkdir(scratch, { recursive: true })
  await rm(join(scratch, RELAY_SOCKET), { force: true })
  // The path of a socket may have 107 bytes: it is named by way of its open folder, however deep that lies.
  const opened = await open(scratch)
  return { folder: opened, socketPath: `/proc/self/fd/${opened.fd}/${RELAY_SOCKET}` }
}

/** The port that the container itself is to listen on. */
export const portOf = (address: Address) => ('port' in address ? address.port : RELAYED_PORT)

export async function release(address: Address): Promise<void> {
  if ('port' in address) givePortBack(address.port)
  else await address.folder.close()
}
