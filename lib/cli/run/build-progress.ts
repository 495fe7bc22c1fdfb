import type { LiveScreen } from '../live-screen';
import { seconds } from '../tree';

/** How often a build that says nothing is spoken of, in milliseconds, where lines cannot be drawn again. */
const HEARTBEAT = 30_000;

const FRAME = 500;

/**
 * What the building of tasks says, which may take minutes.
 *
 * - On a terminal one line tells the task, how long it has taken and what pip says now; when it is over it is gone.
 * - Elsewhere every line of pip is a line, and a build that is silent for half a minute says that it still goes on.
 */
export class BuildProgress {
  private building: { readonly task: string; readonly since: number; heard: number; line: string } | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly screen: LiveScreen,
    private readonly say: (subject: string, text: string) => void,
  ) {
    this.timer = setInterval(() => this.look(), FRAME);
  }

  tell(task: string, line: string): void {
    const now = Date.now();
    if (this.building?.task !== task) this.building = { task, since: now, heard: now, line: '' };
    this.building.heard = now;
    if (!this.screen.live || /^(building|built )/.test(line)) this.say(task, line);
    else this.building.line = line;
    this.look();
  }

  end(): void {
    clearInterval(this.timer);
    this.screen.show([]);
  }

  private look(): void {
    if (this.building === undefined) return;
    const now = Date.now();
    const { task, since, heard, line } = this.building;
    if (this.screen.live)
      this.screen.show([`building ${task} ${seconds(now - since)}${line === '' ? '' : `: ${line}`}`]);
    else if (now - heard >= HEARTBEAT) {
      this.building.heard = now;
      this.say(task, `still building after ${seconds(now - since)}`);
    }
  }
}
