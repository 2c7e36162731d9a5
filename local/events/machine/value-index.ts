import { type Condition, satisfies } from '../pattern/condition.ts'
import { foldCase } from '../pattern/fold-case.ts'
import { type Leaf, NumberText } from '../pattern/leaf.ts'
import { AffixIndex } from './affix-index.ts'
import { CidrIndex } from './cidr-index.ts'
import { type Edge, EdgeGroups, tellGroup } from './edge.ts'
import { RangeIndex } from './range-index.ts'
import { WildcardIndex } from './wildcard-index.ts'

/**
 * The edges that a leaf may take, found without a look at the others: equal values by hash, beginnings and ends by their
 * lengths, ranges and networks by search, wildcards by one automaton for all of them. Only `anything-but` is tried one by
 * one: nearly every leaf satisfies nearly every one of them.
 */
export class ValueIndex<T> {
  readonly #edges = new Map<string, Edge<T>>()
  readonly #equal = new EdgeGroups<Leaf, T>()
  #long?: EdgeGroups<string, T>
  #folded?: EdgeGroups<string, T>
  #prefixes?: AffixIndex<T>
  #suffixes?: AffixIndex<T>
  #foldedPrefixes?: AffixIndex<T>
  #foldedSuffixes?: AffixIndex<T>
  #ranges?: RangeIndex<T>
  #cidrs?: CidrIndex<T>
  #wildcards?: WildcardIndex<T>
  #others?: EdgeGroups<'tried one by one', T>
  /** Whether any edge asks for something else than one value. */
  #unequal = false

  get isEmpty(): boolean {
    return this.#edges.size === 0
  }

  *targets(): IterableIterator<T> {
    for (const { to } of this.#edges.values()) yield to
  }

  /** Takes an edge into use: the one of this key, or a new one. */
  take(key: string, condition: Condition, to: () => T): T {
    const known = this.#edges.get(key)
    const edge = known ?? { condition, to: to(), uses: 0, next: undefined }
    if (!known) {
      this.#edges.set(key, edge)
      this.#sort('add', edge)
    }
    edge.uses++
    return edge.to
  }

  peek(key: string): T {
    return this.#edges.get(key)!.to
  }

  release(key: string): void {
    const edge = this.#edges.get(key)!
    if (--edge.uses > 0) return
    this.#edges.delete(key)
    this.#sort('remove', edge)
  }

  find(leaf: Leaf, tell: (edge: Edge<T>) => void): void {
    if (leaf instanceof NumberText) tellGroup(this.#long?.get(leaf.text), tell)
    else tellGroup(this.#equal.get(leaf), tell)
    if (!this.#unequal) return
    const checked = (edge: Edge<T>) => {
      if (satisfies(edge.condition, leaf)) tell(edge)
    }
    if (typeof leaf === 'number') this.#ranges?.find(leaf, tell)
    if (typeof leaf === 'string') {
      this.#prefixes?.find(leaf, tell)
      this.#suffixes?.find(leaf, tell)
      this.#wildcards?.find(leaf, tell)
      this.#cidrs?.find(leaf, tell)
      if (this.#folded || this.#foldedPrefixes || this.#foldedSuffixes) {
        const folded = foldCase(leaf)
        tellGroup(this.#folded?.get(folded), checked)
        this.#foldedPrefixes?.find(folded, checked)
        this.#foldedSuffixes?.find(folded, checked)
      }
    }
    tellGroup(this.#others?.get('tried one by one'), checked)
  }

  #sort(change: 'add' | 'remove', edge: Edge<T>): void {
    const { condition } = edge
    if (condition.kind !== 'equals') this.#unequal = true
    switch (condition.kind) {
      case 'equals':
        if (condition.leaf instanceof NumberText) {
          this.#long ??= new EdgeGroups()
          this.#long[change](condition.leaf.text, edge)
        } else this.#equal[change](condition.leaf, edge)
        break
      case 'equals-ignore-case':
        this.#folded ??= new EdgeGroups()
        this.#folded[change](foldCase(condition.text), edge)
        break
      case 'prefix':
        this.#prefixes ??= new AffixIndex('beginning')
        this.#prefixes[change](condition.text, edge)
        break
      case 'suffix':
        this.#suffixes ??= new AffixIndex('end')
        this.#suffixes[change](condition.text, edge)
        break
      case 'prefix-ignore-case':
        this.#foldedPrefixes ??= new AffixIndex('beginning')
        this.#foldedPrefixes[change](foldCase(condition.text), edge)
        break
      case 'suffix-ignore-case':
        this.#foldedSuffixes ??= new AffixIndex('end')
        this.#foldedSuffixes[change](foldCase(condition.text), edge)
        break
      case 'numeric':
        this.#ranges ??= new RangeIndex()
        this.#ranges[change](condition.range, edge)
        break
      case 'cidr':
        this.#cidrs ??= new CidrIndex()
        this.#cidrs[change](condition.range, edge)
        break
      case 'wildcard':
        this.#wildcards ??= new WildcardIndex()
        this.#wildcards[change](condition.wildcard, edge)
        break
      default:
        this.#others ??= new EdgeGroups()
        this.#others[change]('tried one by one', edge)
    }
  }
}
