import type { Kube } from '../kube/kube';
import { readKeySet, verifyToken, type KeySet, type VerifiedToken } from './token';

/** For whom the tokens of tasks are (see the volume of a task's pod). */
const AUDIENCE = 'myelin';

/** After which keys are read again, so that one that was withdrawn opens nothing any more, in milliseconds. */
const KEPT = 10 * 60_000;

/** At most so often because of a key that is not known, in milliseconds: anybody can make such tokens. */
const PAUSE = 10_000;

/** After which reading is tried again where it failed, in milliseconds. */
const RETRY = 1000;

interface Known {
  readonly keys: KeySet;
  readonly issuer: string;
}

/**
 * Verifies tokens by the keys that the API server publishes.
 *
 * - Every ServiceAccount may read them (`system:service-account-issuer-discovery`), so no right in the cluster is needed.
 * - Keys that rotate are found by the first token of the new key.
 * - Requests at once lead to one question.
 */
export class TokenKeys {
  private known: Promise<Known> | undefined;
  private readAt = -Infinity;

  constructor(
    private readonly kube: Pick<Kube, 'raw' | 'namespace'>,
    private readonly now: () => number,
  ) {}

  /** @throws KubeError where the keys cannot be read */
  async verify(token: string): Promise<VerifiedToken> {
    const answer = await this.verifyOnce(token, KEPT);
    return !answer.ok && answer.unknownKey === true ? this.verifyOnce(token, PAUSE) : answer;
  }

  private async verifyOnce(token: string, kept: number): Promise<VerifiedToken> {
    const { keys, issuer } = await this.keys(kept);
    const { namespace } = this.kube;
    return verifyToken(token, keys, { issuer, namespace, audience: AUDIENCE, now: this.now() });
  }

  private keys(kept: number): Promise<Known> {
    const now = this.now();
    if (this.known !== undefined && now - this.readAt < kept) return this.known;
    const before = this.known;
    this.readAt = now;
    this.known = this.read().catch((fault: unknown) => {
      this.readAt = now - KEPT + RETRY;
      // What was read before is better than nothing while the API server is away.
      if (before === undefined) throw fault;
      return before;
    });
    return this.known;
  }

  private async read(): Promise<Known> {
    const [jwks, discovery] = await Promise.all([
      this.kube.raw('/openid/v1/jwks'),
      this.kube.raw('/.well-known/openid-configuration'),
    ]);
    const { issuer } = discovery as { readonly issuer: string };
    return { keys: readKeySet(jwks), issuer };
  }
}
