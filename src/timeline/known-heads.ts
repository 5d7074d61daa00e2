export interface KnownHead {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  /** Where it is known from: `organisation #12`, `--head`. */
  readonly from: string;
}

/** Where timelines are known to have stood. */
export function createKnownHeads() {
  const byStream = new Map<string, Map<number, KnownHead[]>>();
  const all = (stream: string): KnownHead[] => [...(byStream.get(stream)?.values() ?? [])].flat();
  return {
    add(head: KnownHead): void {
      const seqs = byStream.get(head.stream) ?? new Map<number, KnownHead[]>();
      byStream.set(head.stream, seqs);
      seqs.set(head.seq, [...(seqs.get(head.seq) ?? []), head]);
    },
    all,
    at: (stream: string, seq: number): readonly KnownHead[] => byStream.get(stream)?.get(seq) ?? [],
    behind: (stream: string, seq: number): KnownHead | undefined => all(stream).find((head) => head.seq > seq),
    streams: (): readonly string[] => [...byStream.keys()],
    count: (): number => [...byStream.keys()].reduce((sum, stream) => sum + all(stream).length, 0),
  };
}
