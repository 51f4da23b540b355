import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM, may, type Actor } from '../../src/common/actor.js';
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../src/common/errors.js';
import { ApiToken } from '../../src/auth/api-token.entity.js';
import { Session } from '../../src/auth/session.entity.js';
import { TEST_ENGINES } from '../support/engines.js';
import { peopleCatalogue, type PeopleCatalogue } from './people-catalogue.js';

const HOUR = 3_600_000;
const VISITOR = { address: '10.1.1.1', userAgent: 'test' };
const PASSWORD = 'correct horse battery';

/** Something that one part of a test tells another. */
function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

describe.each(TEST_ENGINES)('signed-in people and their tokens on %s', (engine) => {
  let people: PeopleCatalogue;
  let addresses = 0;
  const address = (): string => `10.2.0.${++addresses}`;
  beforeAll(async () => {
    people = await peopleCatalogue(engine);
  });
  afterAll(() => people.close());

  const added = async (login: string, role: 'viewer' | 'editor' | 'operator' | 'admin' | null = 'viewer') =>
    (await people.users.add(SYSTEM, { login, role, password: PASSWORD })).user;
  const actorOf = async (login: string): Promise<Actor> => (await people.auth.signIn(login, PASSWORD, address())).actor;

  describe('sessions', () => {
    it('hold by their hash, with the roles of the moment, until they end', async () => {
      const { id } = await added('sess', 'viewer');
      await people.sessions.open('the-sid', id, { csrf: 'x' }, VISITOR);
      expect(await people.auth.actorOfSession('the-sid', '1.2.3.4')).toMatchObject({
        role: 'viewer',
        address: '1.2.3.4',
      });
      await people.users.setRole(SYSTEM, id, 'operator');
      expect(await people.auth.actorOfSession('the-sid')).toMatchObject({ role: 'operator' });
      expect(await people.auth.actorOfSession('another')).toBeNull();
      const stored = await people.transactions.read((manager) => manager.find(Session));
      expect(JSON.stringify(stored)).not.toContain('the-sid');
      await people.users.disable(SYSTEM, id);
      expect(await people.auth.actorOfSession('the-sid')).toBeNull();
      await people.users.enable(SYSTEM, id);
      expect(await people.auth.actorOfSession('the-sid')).toBeNull();
      await people.sessions.write('the-sid', { csrf: 'back' });
      expect(await people.sessions.find('the-sid')).toBeNull();
    });

    it('end when idle, at the latest after their lifetime, and write at most once a minute', async () => {
      const { id } = await added('idle');
      for (const sid of ['idle', 'busy']) await people.sessions.open(sid, id, {}, VISITOR);
      const seen = async (): Promise<Date | undefined> => (await people.sessions.find('busy'))?.lastSeenAt;
      const start = await seen();
      people.clock.advance(59_000);
      await people.sessions.touch('busy');
      await people.notes.settled();
      expect(await seen()).toEqual(start);
      people.clock.advance(2000);
      await people.sessions.touch('busy');
      await people.notes.settled();
      expect(await seen()).toEqual(people.clock.now());
      for (let hour = 0; hour < 11; hour++) {
        people.clock.advance(HOUR);
        await people.sessions.touch('busy');
        await people.notes.settled();
      }
      expect(await people.sessions.find('idle')).toBeNull();
      expect(await people.sessions.find('busy')).not.toBeNull();
      people.clock.advance(HOUR);
      expect(await people.sessions.find('busy')).toBeNull();
      expect(await people.sessions.removeEnded()).toBeGreaterThanOrEqual(2);
      expect(await people.transactions.read((manager) => manager.countBy(Session, { userId: id }))).toBe(0);
    });

    it('and tokens do not wait for whoever is writing to the catalogue', async () => {
      const { id } = await added('reader');
      await people.sessions.open('reader', id, {}, VISITOR);
      const { text } = await people.tokens.create(SYSTEM, { name: 'reader', scopes: ['read'], userId: id });
      people.clock.advance(61_000);
      const [writing, done] = [signal(), signal()];
      const writer = people.transactions.run(async (tx) => {
        await people.audit.record(tx, SYSTEM, 'test.long-write');
        writing.give();
        await done.given;
      });
      await writing.given;
      expect(await people.auth.actorOfSession('reader')).not.toBeNull();
      await people.sessions.touch('reader');
      expect(await people.auth.actorOfToken(text)).not.toBeNull();
      done.give();
      await writer;
      await people.notes.settled();
      expect((await people.sessions.find('reader'))?.lastSeenAt).toEqual(people.clock.now());
    });

    it('are listed and revoked by their owner or an admin', async () => {
      const { id } = await added('lister');
      const [lister, second] = [await actorOf('lister'), await added('stranger').then(() => actorOf('stranger'))];
      await people.sessions.open('one', id, {}, VISITOR);
      await people.sessions.open('two', id, {}, VISITOR);
      const list = await people.sessions.list(lister, id);
      expect(list).toHaveLength(2);
      await expect(people.sessions.list(second, id)).rejects.toThrow(ForbiddenError);
      await expect(people.sessions.revoke(second, list[0]?.id ?? '')).rejects.toThrow(ForbiddenError);
      await people.sessions.revoke(lister, list[0]?.id ?? '');
      expect(await people.sessions.list(SYSTEM, id)).toHaveLength(1);
      await people.users.changePassword(lister, PASSWORD, 'a better password');
      expect(await people.sessions.list(SYSTEM, id)).toHaveLength(0);
      await expect(people.users.changePassword(lister, PASSWORD, 'another one')).rejects.toThrow(
        'old password is wrong',
      );
    });
  });

  describe('tokens', () => {
    it('are shown once, act for their user within their scopes, and end', async () => {
      const { id } = await added('tok', 'operator');
      const tok = await actorOf('tok');
      const { text, token } = await people.tokens.create(tok, { name: ' ci ', scopes: ['read'] });
      expect(token).toMatchObject({ name: 'ci', userId: id, scopes: ['read'], lastUsedAt: null });
      expect(token.expiresAt!.getTime() - people.clock.now().getTime()).toBe(90 * 24 * HOUR);
      const actor = await people.auth.actorOfToken(text, '1.2.3.4');
      expect(actor).toMatchObject({
        kind: 'token',
        userId: id,
        name: 'tok (token ci)',
        role: 'viewer',
        address: '1.2.3.4',
      });
      expect(may(actor!, 'operator')).toBe(false);
      expect(JSON.stringify(await people.tokens.list(tok))).not.toMatch(/hash|seshat_/);

      const used = async () => {
        await people.notes.settled();
        return (await people.transactions.read((m) => m.findOneByOrFail(ApiToken, { id: token.id }))).lastUsedAt;
      };
      const first = await used();
      expect(first).toEqual(people.clock.now());
      people.clock.advance(30_000);
      await people.auth.actorOfToken(text);
      expect(await used()).toEqual(first);
      people.clock.advance(31_000);
      await people.auth.actorOfToken(text);
      expect(await used()).toEqual(people.clock.now());

      const forged = text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');
      for (const wrong of [forged, '', 'seshat_', 'x']) expect(await people.auth.actorOfToken(wrong)).toBeNull();
      await people.users.disable(SYSTEM, id);
      expect(await people.auth.actorOfToken(text)).toBeNull();
      await people.users.enable(SYSTEM, id);
      expect(await people.auth.actorOfToken(text)).not.toBeNull();
      expect((await people.tokens.revoke(tok, token.id)).revokedAt).not.toBeNull();
      expect(await people.auth.actorOfToken(text)).toBeNull();
    });

    it('expire, by default in 90 days', async () => {
      await added('exp');
      const exp = await actorOf('exp');
      const expiresAt = new Date(people.clock.now().getTime() + HOUR);
      const soon = await people.tokens.create(exp, { name: 'soon', scopes: ['run'], expiresAt });
      const never = await people.tokens.create(exp, { name: 'never', scopes: ['run'], expiresAt: null });
      people.clock.advance(HOUR);
      expect(await people.auth.actorOfToken(soon.text)).toBeNull();
      expect(await people.auth.actorOfToken(never.text)).not.toBeNull();
      const wrong = { name: '', scopes: ['all' as 'read'], expiresAt };
      await expect(people.tokens.create(exp, wrong)).rejects.toThrow(InvalidInputError);
    });

    it('belong to who makes them; only an admin sees those of others', async () => {
      await added('owner', 'admin');
      const { id } = await added('other', 'editor');
      const [owner, other] = [await actorOf('owner'), await actorOf('other')];
      const { token } = await people.tokens.create(owner, { name: 'mine', scopes: ['admin'] });
      await expect(people.tokens.revoke(other, token.id)).rejects.toThrow(NotFoundError);
      await expect(people.tokens.list(other, 'all')).rejects.toThrow(ForbiddenError);
      await expect(people.tokens.create(owner, { name: 'x', scopes: ['read'], userId: id })).rejects.toThrow(
        ForbiddenError,
      );
      const made = await people.tokens.create(SYSTEM, { name: 'by terminal', scopes: ['run'], userId: id });
      const program = await people.auth.actorOfToken(made.text);
      await expect(people.tokens.create(program!, { name: 'more', scopes: ['read'] })).rejects.toThrow(ForbiddenError);
      expect((await people.tokens.list(owner, 'all')).length).toBeGreaterThan(1);
    });

    it('of the terminal act as the system until the next start', async () => {
      const text = people.terminal.issue();
      expect(await people.auth.actorOfToken(text, '127.0.0.1')).toMatchObject({ kind: 'system', name: 'terminal' });
      people.terminal.issue();
      expect(await people.auth.actorOfToken(text)).toBeNull();
    });
  });
});
