import { everFires, readCron } from './clock/cron.ts'
import { occasionsOf } from './clock/occasions.ts'
import { type Contradiction, counted, one, type Path, type Rule, type SoundSections } from './contradiction.ts'

type Switch = NonNullable<SoundSections['switch']>

/** How a line serves when its clock changes nothing; undefined in mode batch, which has no endpoint. */
export function homeOf(mode: 'realtime' | 'serverless' | 'async' | 'batch'): 'instances' | 'serverless' | undefined {
  if (mode === 'batch') return undefined
  return mode === 'serverless' ? 'serverless' : 'instances'
}

const source: Rule = ({ switch: section, model }) => {
  if (!section) return []
  const { times, follow } = section
  // A line that may be away, and says no more, is parked by hand alone.
  if (!section.production && times.length === 0 && follow === undefined) return []
  const given = [...(times.length > 0 ? ['times'] : []), ...(follow === undefined ? [] : ['follow'])]
  if (given.length !== 1) return [one(['switch'], counted(given), 'exactly one of times and follow')]
  return follow !== undefined && follow === model ? [one(['switch', 'follow'], follow, 'another model line')] : []
}

const occasions: Rule = ({ switch: section }) =>
  (section?.times ?? []).flatMap(({ name, cron }, index, all) => {
    const path = ['switch', 'times', index]
    const found: Contradiction[] = []
    if (all.findIndex((other) => other.name === name) < index) {
      found.push(one([...path, 'name'], `${name} a second time`, 'each name once'))
    }
    if (!cron.startsWith('cron(')) {
      found.push(one([...path, 'cron'], cron, 'cron(…): what comes again and again at a rate has no time of its own'))
    } else if (!everFires(readCron(cron))) {
      found.push(one([...path, 'cron'], cron, 'a day that there is: this one never comes'))
    }
    return found
  })

/** What a way to serve can become, and what has to be said for that. */
const ways: Rule = ({ switch: section, deploy }) => {
  if (!section || !deploy) return []
  const home = homeOf(deploy.mode)
  if (!home) return [one(['switch'], 'switching with mode batch', 'no switch section: mode batch has no endpoint')]
  return section.times.flatMap(({ to }, index) => {
    const path = ['switch', 'times', index, 'to']
    if (deploy.mode === 'async' && to === 'serverless') {
      return [one(path, 'serverless with mode async', 'parked or instances: no endpoint is both')]
    }
    if (to === 'serverless' && !deploy.serverless) {
      return [
        one(path, 'serverless without deploy.serverless', 'deploy.serverless, with its memory and maxConcurrency'),
      ]
    }
    return []
  })
}

const production: Rule = ({ switch: section }) => {
  if (!section?.production) return []
  const { follow, times } = section
  const unless = (path: Path, found: string, because: string) =>
    one(path, found, `switch.production: false; ${because}`)
  if (follow !== undefined) return [unless(['switch', 'follow'], follow, 'who follows may be parked')]
  return times.flatMap(({ to }, index) => {
    if (to === 'instances') return []
    const because =
      to === 'parked'
        ? 'nobody is answered while the line is parked'
        : 'no update takes an endpoint from instances to serverless, so that it is made anew'
    return [unless(['switch', 'times', index, 'to'], to, because)]
  })
}

/** A line that nothing ever brings back takes no new version any more. */
const wayBack: Rule = ({ switch: section, deploy }) => {
  const home = deploy && homeOf(deploy.mode)
  if (!section || !home) return []
  const away = section.times.findIndex(({ to }) => to !== home)
  if (away < 0 || section.times.some(({ to }) => to === home)) return []
  const { to } = section.times[away]!
  return [one(['switch', 'times', away, 'to'], to, `another time with to: ${home}, which brings the line back`)]
}

/** A year in which every change of clocks and every date of a calendar occurs, 29 February included. */
const [from, until] = [Date.UTC(2028, 0, 1), Date.UTC(2029, 0, 1)]
const mostOccasions = 20_000

const clashes: Rule = ({ switch: section }) => {
  const taken = new Map<number, Switch['times'][number]>()
  return (section?.times ?? []).flatMap((time, index) => {
    if (!time.cron.startsWith('cron(')) return []
    let count = 0
    for (const instant of occasionsOf({ expression: time.cron, timezone: time.timezone }, from, until)) {
      if (count++ > mostOccasions) break
      const other = taken.get(instant)
      if (other && other.to !== time.to) {
        const when = new Date(instant).toISOString().slice(0, 16)
        const expected = `another minute: ${other.name} switches to ${other.to} at ${when} UTC too`
        return [one(['switch', 'times', index], `${time.name} to ${time.to}`, expected)]
      }
      taken.set(instant, time)
    }
    return []
  })
}

export const switchRules: Rule[] = [source, occasions, ways, production, wayBack, clashes]
