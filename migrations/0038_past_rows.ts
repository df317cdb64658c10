import { sql, type Kysely } from 'kysely'

/**
 * Every page can be asked for a past day: rows that are overwritten, inserted without a date or deleted
 * leave behind what they said. What a command dates by itself (answers, photos, connectors) is not kept
 * twice, and the one change that every closing makes (a port becomes fitted) is read from the ledger.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function keep_earlier_row() returns trigger language plpgsql as $$
    declare
      said jsonb;
      subject text;
    begin
      if tg_op = 'UPDATE' and old is not distinct from new then return null; end if;
      said := case when tg_op = 'INSERT' then to_jsonb(new) else to_jsonb(old) end;
      select string_agg(said ->> key.name, ' ' order by key.place) into subject
        from unnest(tg_argv[1:array_upper(tg_argv, 1)]) with ordinality as key(name, place);
      insert into earlier_value (subject_kind, subject_id, value) values (tg_argv[0],
        case when array_upper(tg_argv, 1) = 1 and tg_argv[1] like '%id' then subject::uuid else md5(subject)::uuid end,
        case when tg_op = 'INSERT' then 'null'::jsonb else said - 'raw' - 'search' end);
      return null;
    end $$;
    comment on function keep_earlier_row() is 'Arguments: the kind, then the key. A key of several columns, or of one that is no id, is hashed. A row that came says null: it was not there.';
    comment on table earlier_value is 'What a row said until it was changed, JSON null until it was there. As of a day holds the first one that was changed after it, else the row.';

    create trigger crew_is_kept after insert or update or delete on crew for each row execute function keep_earlier_row('crew', 'id');
    create trigger shift_is_kept after insert or update or delete on crew_shift for each row execute function keep_earlier_row('crew_shift', 'crew_id', 'weekday');
    create trigger absence_is_kept after insert or update or delete on crew_absence for each row execute function keep_earlier_row('crew_absence', 'id');
    create trigger holiday_is_kept after insert or update or delete on holiday_override for each row execute function keep_earlier_row('holiday_override', 'id');
    create trigger territory_is_kept after insert or update or delete on territory for each row execute function keep_earlier_row('territory', 'id');
    create trigger depot_is_kept after insert or update or delete on depot for each row execute function keep_earlier_row('depot', 'id');
    create trigger kit_is_kept after insert or update or delete on kit_type for each row execute function keep_earlier_row('kit_type', 'id');
    create trigger access_is_kept after insert or update or delete on site_access for each row execute function keep_earlier_row('site_access', 'site_id');
    create trigger permit_is_kept after insert or update or delete on site_permit for each row execute function keep_earlier_row('site_permit', 'site_id');
    create trigger blackout_is_kept after insert or update or delete on blackout for each row execute function keep_earlier_row('blackout', 'id');
    create trigger travel_is_kept after update on travel_speed for each row execute function keep_earlier_row('travel_speed', 'area_type');
    create trigger pin_is_kept after insert or update or delete on order_pin for each row execute function keep_earlier_row('order_pin', 'order_id');
    create trigger program_is_kept after insert or update or delete on program for each row execute function keep_earlier_row('program', 'id');
    create trigger receipt_came after insert on kit_receipt for each row execute function keep_earlier_row('receipt', 'id');
    create trigger milestone_came after insert on milestone for each row execute function keep_earlier_row('milestone', 'id');
    create trigger answer_is_kept after update on checklist_answer for each row execute function keep_earlier_row('checklist_answer', 'order_id', 'step');

    create trigger site_is_kept after update on site for each row
      when ((old.name, old.street, old.city, old.region, old.postal_code, old.lat, old.lon, old.time_zone, old.host_contact, old.access_notes, old.derivation, old.deleted_at)
        is distinct from (new.name, new.street, new.city, new.region, new.postal_code, new.lat, new.lon, new.time_zone, new.host_contact, new.access_notes, new.derivation, new.deleted_at))
      execute function keep_earlier_row('site', 'id');
    create trigger station_is_kept after update on station for each row
      when ((old.name, old.network, old.status, old.model, old.serial, old.kit_family, old.opened_on, old.not_seen_since)
        is distinct from (new.name, new.network, new.status, new.model, new.serial, new.kit_family, new.opened_on, new.not_seen_since))
      execute function keep_earlier_row('station', 'id');
    create trigger port_is_kept after update on port for each row
      when ((old.number, old.level, old.power_kw, old.is_funded) is distinct from (new.number, new.level, new.power_kw, new.is_funded))
      execute function keep_earlier_row('port', 'id');

    create trigger order_port_is_kept after update on work_order_port for each row
      when ((old.outcome, old.outcome_reason, old.kit_type_id, old.kit_serial, old.kit_side, old.connector_id)
          is distinct from (new.outcome, new.outcome_reason, new.kit_type_id, new.kit_serial, new.kit_side, new.connector_id)
        and not (old.outcome = 'open' and new.outcome = 'fitted' and old.kit_type_id is not distinct from new.kit_type_id))
      execute function keep_earlier_row('order_port', 'order_id', 'port_id');

    create or replace function keep_earlier_promise() returns trigger language plpgsql as $$
    begin
      insert into earlier_value (subject_kind, subject_id, value) values ('order', old.id,
        jsonb_build_object('due_on', old.due_on, 'scheduled_on', old.scheduled_on, 'kit_type_id', old.kit_type_id, 'priority', old.priority,
          'checklist_template_id', old.checklist_template_id, 'route_position', old.route_position, 'site_id', old.site_id));
      return null;
    end $$;
    drop trigger order_promise_is_kept on work_order;
    create trigger order_promise_is_kept after update of due_on, scheduled_on, kit_type_id, priority, checklist_template_id, route_position, site_id
      on work_order for each row
      when ((old.due_on, old.scheduled_on, old.kit_type_id, old.priority, old.checklist_template_id, old.route_position, old.site_id)
        is distinct from (new.due_on, new.scheduled_on, new.kit_type_id, new.priority, new.checklist_template_id, new.route_position, new.site_id))
      execute function keep_earlier_promise();
  `.execute(db)
}
