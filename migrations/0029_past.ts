import { sql, type Kysely } from 'kysely'

/**
 * What is needed to answer for a past day: rows that are overwritten keep what they said before, and
 * budgets are reported, never changed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table earlier_value (
      subject_kind text not null,
      subject_id uuid not null,
      value jsonb not null,
      until timestamptz not null default clock_timestamp()
    );
    comment on table earlier_value is 'What a row said until it was changed. As of a day holds the first one that was changed after it, else the row.';
    create index earlier_value_by_subject on earlier_value (subject_kind, subject_id, until);

    create function keep_earlier_value() returns trigger language plpgsql as $$
    begin
      insert into earlier_value (subject_kind, subject_id, value) values (tg_argv[0], old.id, to_jsonb(old));
      return null;
    end $$;
    create function keep_earlier_promise() returns trigger language plpgsql as $$
    begin
      insert into earlier_value (subject_kind, subject_id, value) values ('order', old.id,
        jsonb_build_object('due_on', old.due_on, 'scheduled_on', old.scheduled_on, 'kit_type_id', old.kit_type_id));
      return null;
    end $$;
    create trigger order_promise_is_kept after update of due_on, scheduled_on, kit_type_id on work_order for each row
      when (old.due_on is distinct from new.due_on or old.scheduled_on is distinct from new.scheduled_on
        or old.kit_type_id is distinct from new.kit_type_id)
      execute function keep_earlier_promise();
    create trigger receipt_is_kept after update on kit_receipt for each row
      when (old is distinct from new) execute function keep_earlier_value('receipt');
    create trigger milestone_is_kept after update on milestone for each row
      when (old is distinct from new) execute function keep_earlier_value('milestone');

    create table budget_report (
      command_id uuid primary key,
      milestone_id uuid not null references milestone,
      budget_cents bigint not null check (budget_cents > 0),
      spent_cents bigint check (spent_cents >= 0),
      currency text not null check (currency ~ '^[A-Z]{3}$'),
      recorded_on date not null
    );
    comment on table budget_report is 'What a milestone may cost and has cost so far; the latest one by a day holds on it.';
    create index budget_report_by_milestone on budget_report (milestone_id, recorded_on);

    create index event_blocked on event (subject_id) where kind = 'order.blocked';
  `.execute(db)
}
