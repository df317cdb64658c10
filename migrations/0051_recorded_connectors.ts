import { sql, type Kysely } from 'kysely'

/**
 * What stood on a past day is asked of every connector: when the server learnt of its coming and going, which
 * was looked up in the history for each. The ledger's entries now say it themselves, and indexes find what
 * has come to be known since a day.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table connector add column installed_recorded_at timestamptz not null default '-infinity',
      add column removed_recorded_at timestamptz, add column voided_recorded_at timestamptz;

    create function pg_temp.receipt_of(command uuid) returns timestamptz language sql stable as
      $$ select coalesce((select e.recorded_at from event e where e.command_id = command and e.ordinal = 0), '-infinity') $$;
    -- Written anew in one go: half a million updates would each pass the ledger's guards.
    alter table connector
      alter column installed_recorded_at drop default,
      alter column installed_recorded_at type timestamptz using pg_temp.receipt_of(installed_command_id),
      alter column installed_recorded_at set default '-infinity',
      alter column removed_recorded_at type timestamptz
        using case when removed_command_id is not null then pg_temp.receipt_of(removed_command_id) end,
      alter column voided_recorded_at type timestamptz
        using case when voided_command_id is not null then pg_temp.receipt_of(voided_command_id) end;
    drop function pg_temp.receipt_of(uuid);

    alter table connector
      add constraint connector_removal_is_recorded check ((removed_command_id is null) = (removed_recorded_at is null)),
      add constraint connector_void_is_recorded check ((voided_command_id is null) = (voided_recorded_at is null));
    comment on column connector.installed_recorded_at is 'When the server learnt of it; -infinity: before its records begin.';

    create or replace function connector_is_written_once() returns trigger language plpgsql as $$
    begin
      if (new.id, new.port_id, new.standard, new.installed_on, new.installed_command_id, new.installed_recorded_at) is distinct from
         (old.id, old.port_id, old.standard, old.installed_on, old.installed_command_id, old.installed_recorded_at)
        or old.removed_command_id is not null and (new.removed_on, new.removed_command_id, new.removed_recorded_at) is distinct from
         (old.removed_on, old.removed_command_id, old.removed_recorded_at)
        or old.voided_command_id is not null and (new.voided_command_id, new.voided_recorded_at) is distinct from
         (old.voided_command_id, old.voided_recorded_at)
      then raise exception 'a ledger entry is never overwritten' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;

    create index connector_learnt on connector (installed_recorded_at) include (port_id);
    create index connector_removal_learnt on connector (removed_recorded_at) include (port_id) where removed_recorded_at is not null;
    create index connector_void_learnt on connector (voided_recorded_at) include (port_id) where voided_recorded_at is not null;

    -- Which sites, stations and ports came or went since: by the few commands that made them, and by their tombstones.
    create index site_by_command on site (created_command_id);
    create index site_gone on site (deleted_at) where deleted_at is not null;
    create index station_gone on station (deleted_at) where deleted_at is not null;
    create index port_gone on port (deleted_at) where deleted_at is not null;
    analyze connector;
  `.execute(db)
}
