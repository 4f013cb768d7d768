import {
  Component,
  type ElementRef,
  Injector,
  afterNextRender,
  afterRenderEffect,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { type ChatSession, type UserProblem, WorkspacesStore, toUserProblem } from '@nora/data-access';
import { EmptyState, ErrorPanel, Skeleton } from '@nora/ui';

import { AgentOperations, type Operation } from '../agent-operations.store';
import { AgentQuestions } from '../agent-questions';
import { AgentStore } from '../agent.store';
import { OPERATION_LOOKS } from '../operation-looks';
import { ChatComposer, type Said } from './chat-composer/chat-composer';
import { ChatTurn } from './chat-turn/chat-turn';
import { SessionList } from './session-list/session-list';
import { sessionTitle } from './session-title';
import { SessionsStore } from './sessions.store';
import type { TalkConnection } from './talk';

const AT_END_PX = 48;
/** What stands in the address for a conversation that is to begin. */
const NEW = 'new';

const CONNECTIONS: Readonly<Record<TalkConnection, string>> = {
  idle: '',
  connecting: '',
  live: '',
  lost: 'The connection is lost. Trying again.',
  interrupted: 'Nora has lost the agent and tries to reach it again. The turn goes on.',
};

/** Talking to the agent through its own gateway: its conversations, and the one that is open. */
@Component({
  selector: 'nora-agent-chat',
  imports: [
    ChatComposer,
    ChatTurn,
    EmptyState,
    ErrorPanel,
    MatButton,
    MatIcon,
    RouterLink,
    SessionList,
    Skeleton,
  ],
  providers: [SessionsStore],
  templateUrl: './agent-chat.html',
  styleUrl: './agent-chat.scss',
})
export class AgentChat {
  private readonly operations = inject(AgentOperations);
  private readonly questions = inject(AgentQuestions);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly injector = inject(Injector);
  private readonly thread = viewChild<ElementRef<HTMLElement>>('thread');
  private readonly inner = viewChild<ElementRef<HTMLElement>>('inner');
  private readonly composer = viewChild(ChatComposer);
  private atEnd = true;
  private lastTop = 0;
  private listed = '';

  /** Route parameter. */
  readonly agentId = input.required<string>();
  /** Of the address: key of a conversation, or that a new one is to begin. */
  readonly session = input<string>();

  protected readonly agent = inject(AgentStore).agent;
  protected readonly store = inject(SessionsStore);
  protected readonly talk = this.store.talk;
  protected readonly entries = computed(() => this.talk()?.entries() ?? []);
  protected readonly running = computed(() => this.talk()?.running() ?? false);
  protected readonly missing = computed(() => this.talk()?.problem()?.status === 404);
  protected readonly connection = computed(() => CONNECTIONS[this.talk()?.connection() ?? 'idle']);
  protected readonly listShown = signal(false);
  protected readonly changeProblem = signal<UserProblem | null>(null);
  protected readonly answering = computed(() => ['running', 'warning'].includes(this.agent()?.status ?? ''));
  protected readonly mayChat = computed(() => this.workspaces.can('agents:chat', this.agent()?.workspaceId));
  protected readonly title = computed(() => {
    const session = this.store.session();
    return session ? sessionTitle(session) : 'New conversation';
  });
  protected readonly remedy = computed(() => {
    const agent = this.agent();
    const operation = agent ? this.operations.offered(agent).find((one) => one === 'start') : undefined;
    return operation ? { operation, ...OPERATION_LOOKS[operation] } : null;
  });
  protected readonly suggestions: readonly string[] = ['Hello, who are you?', 'What can you do?'];

  constructor() {
    const place = computed(() => ({
      ...{ agentId: this.agentId(), session: this.session(), answering: this.answering() },
    }));
    toObservable(place)
      .pipe(takeUntilDestroyed())
      .subscribe(({ agentId, session, answering }) => answering && this.open(agentId, session));
    afterRenderEffect((onCleanup) => {
      const inner = this.inner()?.nativeElement;
      if (!inner) return;
      // Texts grow after they are rendered: their renderer is loaded later, and draws at its own pace.
      const observer = new ResizeObserver(() => this.keepAtEnd());
      observer.observe(inner);
      onCleanup(() => observer.disconnect());
    });
  }

  protected say({ text, files }: Said): void {
    const talk = this.talk();
    if (!talk) return;
    this.atEnd = true;
    void talk.send(text, files);
    if (this.session() === talk.sessionKey) return;
    this.store.begun(talk);
    void this.goTo(talk.sessionKey);
  }

  protected onScroll(thread: HTMLElement): void {
    const { scrollTop, scrollHeight, clientHeight } = thread;
    if (scrollHeight - scrollTop - clientHeight < AT_END_PX) this.atEnd = true;
    // Only somebody scrolls upwards; a text that grows leaves the place behind.
    else if (scrollTop < this.lastTop) this.atEnd = false;
    this.lastTop = scrollTop;
  }

  protected async showOlder(): Promise<void> {
    const thread = this.thread()?.nativeElement;
    const before = thread?.scrollHeight ?? 0;
    await this.talk()?.showOlder();
    // What was read stays where it is while earlier messages come in above.
    afterNextRender(
      { write: () => thread && (thread.scrollTop += thread.scrollHeight - before) },
      { injector: this.injector },
    );
  }

  protected async rename(session: ChatSession): Promise<void> {
    const title = await this.questions.anotherName({
      ...{ title: 'Rename this conversation', reason: 'Everybody who may read it sees the title.' },
      ...{ name: sessionTitle(session), action: 'Rename' },
    });
    if (title !== null) await this.change(() => this.store.rename(session, title));
  }

  protected async remove(session: ChatSession): Promise<void> {
    if (!(await this.questions.beforeConversationIsDeleted(sessionTitle(session)))) return;
    const isOpen = session.key === this.talk()?.sessionKey;
    await this.change(() => this.store.delete(session));
    if (isOpen && this.changeProblem() === null) await this.goTo(NEW);
  }

  protected run(operation: Operation): void {
    const agent = this.agent();
    if (agent) void this.operations.run(operation, agent);
  }

  private open(agentId: string, session: string | undefined): void {
    if (this.listed !== agentId) {
      this.listed = agentId;
      void this.store.show(agentId);
    }
    const last = this.store.lastOf(agentId);
    if (session === undefined && last !== null) {
      void this.goTo(last);
      return;
    }
    [this.atEnd, this.lastTop] = [true, 0];
    this.listShown.set(false);
    this.changeProblem.set(null);
    const isNew = session === undefined || session === NEW;
    this.store.open(agentId, isNew ? null : session);
    if (session === NEW) this.composer()?.focus();
  }

  private async change(act: () => Promise<void>): Promise<void> {
    this.changeProblem.set(null);
    try {
      await act();
    } catch (error) {
      this.changeProblem.set(toUserProblem(error));
    }
  }

  private async goTo(session: string): Promise<void> {
    await this.router.navigate([], { relativeTo: this.route, queryParams: { session }, replaceUrl: true });
  }

  private keepAtEnd(): void {
    const thread = this.thread()?.nativeElement;
    if (thread && this.atEnd) thread.scrollTop = thread.scrollHeight;
  }
}
