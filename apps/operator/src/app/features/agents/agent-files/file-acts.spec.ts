import { TestBed } from '@angular/core/testing';
import { MatSnackBar } from '@angular/material/snack-bar';
import { type FileEntry, ProblemError, type TrashEntry } from '@nora/data-access';
import { Subject } from 'rxjs';

import { FileActs } from './file-acts';
import { FileQuestions } from './file-questions';
import { FilesStore } from './files.store';

const PLACE = { root: 'workspace', path: 'notes' };
const ENTRY = { name: 'plan.md', path: 'notes/plan.md' } as FileEntry;
const TRASHED = { id: 't1', root: 'workspace', path: 'notes/plan.md' } as TrashEntry;

describe('FileActs', () => {
  const remove = jest.fn();
  const restore = jest.fn();
  const open = jest.fn();
  let pressed: Subject<void>;
  let dismissed: Subject<{ dismissedByAction: boolean }>;
  let acts: FileActs;

  beforeEach(() => {
    pressed = new Subject();
    dismissed = new Subject();
    remove.mockReset().mockResolvedValue(TRASHED);
    restore.mockReset().mockResolvedValue(undefined);
    open.mockReset().mockReturnValue({ onAction: () => pressed, afterDismissed: () => dismissed });
    TestBed.configureTestingModule({
      providers: [
        FileActs,
        { provide: FilesStore, useValue: { remove, restore } },
        { provide: FileQuestions, useValue: {} },
        { provide: MatSnackBar, useValue: { open } },
      ],
    });
    acts = TestBed.inject(FileActs);
  });

  const settle = () => new Promise((resolve) => setTimeout(resolve));

  it('takes back out of the trash what was deleted, when it is asked to', async () => {
    const done = acts.remove(PLACE, ENTRY);
    await settle();
    expect(remove).toHaveBeenCalledWith({ root: 'workspace', path: 'notes/plan.md' });
    expect(open).toHaveBeenCalledWith('“plan.md” is in the trash.', 'Undo', expect.anything());
    pressed.next();
    await done;
    expect(restore).toHaveBeenCalledWith(TRASHED);
  });

  it('leaves it there when the notice goes by itself', async () => {
    const done = acts.remove(PLACE, ENTRY);
    await settle();
    dismissed.next({ dismissedByAction: false });
    await done;
    expect(restore).not.toHaveBeenCalled();
  });

  it('offers no way back from what did not happen, and says why', async () => {
    remove.mockRejectedValue(new ProblemError(403, { code: 'path_read_only', detail: 'Not here.' }, null));
    await acts.remove(PLACE, ENTRY);
    expect(open).not.toHaveBeenCalled();
    expect(acts.refusal()?.detail).toBe('Not here.');
    acts.forget();
    expect(acts.refusal()).toBeNull();
  });

  it('says why it could not be taken back', async () => {
    restore.mockRejectedValue(new ProblemError(409, { code: 'path_exists', detail: 'In the way.' }, null));
    const done = acts.remove(PLACE, ENTRY);
    await settle();
    pressed.next();
    await done;
    expect(acts.refusal()?.detail).toBe('In the way.');
  });
});
