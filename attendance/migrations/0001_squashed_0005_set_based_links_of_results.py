"""All tables of attendance as they stand, in one step; the migrations before are kept for installations that have some of them."""

import csd.database.fields
import csd.database.installing
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('attendance', '0001_initial'), ('attendance', '0002_closed_months'), ('attendance', '0003_history_keeps_what_was'), ('attendance', '0004_prepared_months'), ('attendance', '0005_set_based_links_of_results')]

    initial = True

    dependencies = [
        ('csd', '0014_set_based_links_of_results'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        csd.database.installing.Together(
            operations=[migrations.CreateModel(
                name='Preparation',
                fields=[
                    ('month', csd.database.fields.MonthField(primary_key=True, serialize=False, verbose_name='month')),
                    ('as_of', models.DateTimeField(verbose_name='as of')),
                    ('people', models.PositiveIntegerField(verbose_name='people')),
                    ('counts', models.JSONField(verbose_name='counts')),
                ],
                options={
                    'verbose_name': 'preparation of a month',
                    'verbose_name_plural': 'preparations of months',
                },
            ), migrations.CreateModel(
                name='ScoreHistory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', csd.database.fields.MonthField(verbose_name='month')),
                    ('score', models.DecimalField(decimal_places=1, max_digits=3, verbose_name='score')),
                    ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='csd.importbatch')),
                    ('employee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='csd.employee')),
                ],
                options={
                    'verbose_name': 'earlier score',
                    'verbose_name_plural': 'earlier scores',
                    'triggers': [pgtrigger.compiler.Trigger(name='closed_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE low DATE; high DATE;', func="\n        SELECT date_trunc('month', min(s.low))::date, max(s.high) INTO low, high FROM (SELECT min(r.month)::date AS low, max(r.month)::date AS high FROM new_rows r) s;\n        IF low IS NULL THEN RETURN NULL; END IF;\n        PERFORM 1 FROM csd_monthlock WHERE month BETWEEN low AND high ORDER BY month FOR SHARE;\n        IF EXISTS (SELECT 1 FROM csd_monthlock WHERE approved AND month BETWEEN low AND high) AND EXISTS (SELECT 1 FROM csd_monthlock m JOIN new_rows r ON r.month < (m.month + interval '1 month') AND r.month >= m.month WHERE m.approved AND m.month BETWEEN low AND high) THEN RAISE EXCEPTION '% belongs to an approved month and cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;\n     RETURN NULL;", hash='d5f0dddce6754c3754d4a8df38b20c26c4806921', level='STATEMENT', operation='INSERT', pgid='pgtrigger_closed_insert_a7197', referencing='REFERENCING NEW TABLE AS new_rows ', table='attendance_scorehistory', when='AFTER')), pgtrigger.compiler.Trigger(name='closed_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE low DATE; high DATE;', func="\n        SELECT date_trunc('month', min(s.low))::date, max(s.high) INTO low, high FROM (SELECT min(r.month)::date AS low, max((r.month + interval '2 months'))::date AS high FROM old_rows r UNION ALL SELECT min(r.month)::date AS low, max(r.month)::date AS high FROM new_rows r) s;\n        IF low IS NULL THEN RETURN NULL; END IF;\n        PERFORM 1 FROM csd_monthlock WHERE month BETWEEN low AND high ORDER BY month FOR SHARE;\n        IF EXISTS (SELECT 1 FROM csd_monthlock WHERE approved AND month BETWEEN low AND high) AND EXISTS (SELECT 1 FROM csd_monthlock m JOIN old_rows r ON r.month < (m.month + interval '1 month') AND (r.month + interval '2 months') >= m.month WHERE m.approved AND m.month BETWEEN low AND high UNION ALL SELECT 1 FROM csd_monthlock m JOIN new_rows r ON r.month < (m.month + interval '1 month') AND r.month >= m.month WHERE m.approved AND m.month BETWEEN low AND high) THEN RAISE EXCEPTION '% belongs to an approved month and cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;\n     RETURN NULL;", hash='c05cac4babc5b2a8247f7c3133143fb38bd99744', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_closed_update_d4bac', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='attendance_scorehistory', when='AFTER')), pgtrigger.compiler.Trigger(name='closed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE low DATE; high DATE;', func="\n        SELECT date_trunc('month', min(s.low))::date, max(s.high) INTO low, high FROM (SELECT min(r.month)::date AS low, max((r.month + interval '2 months'))::date AS high FROM old_rows r) s;\n        IF low IS NULL THEN RETURN NULL; END IF;\n        PERFORM 1 FROM csd_monthlock WHERE month BETWEEN low AND high ORDER BY month FOR SHARE;\n        IF EXISTS (SELECT 1 FROM csd_monthlock WHERE approved AND month BETWEEN low AND high) AND EXISTS (SELECT 1 FROM csd_monthlock m JOIN old_rows r ON r.month < (m.month + interval '1 month') AND (r.month + interval '2 months') >= m.month WHERE m.approved AND m.month BETWEEN low AND high) THEN RAISE EXCEPTION '% belongs to an approved month and cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;\n     RETURN NULL;", hash='98d3a98be4bf91a1b83a66ec98d6282c94aa4f55', level='STATEMENT', operation='DELETE', pgid='pgtrigger_closed_delete_1f93b', referencing='REFERENCING OLD TABLE AS old_rows ', table='attendance_scorehistory', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "attendance_scorehistoryevent" ("batch_id", "employee_id", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score") VALUES (OLD."batch_id", OLD."employee_id", OLD."id", OLD."month", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."score"); RETURN NULL;', hash='91ab2c8675ec7859f43f2e15936964931f9a2959', operation='UPDATE', pgid='pgtrigger_update_update_40fc9', table='attendance_scorehistory', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "attendance_scorehistoryevent" ("batch_id", "employee_id", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score") VALUES (OLD."batch_id", OLD."employee_id", OLD."id", OLD."month", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."score"); RETURN NULL;', hash='0ca8e4bd283100b21667055e04f07483b480415e', operation='DELETE', pgid='pgtrigger_delete_delete_8dca5', table='attendance_scorehistory', when='AFTER')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."batch_id" IS NULL)', func='INSERT INTO "attendance_scorehistoryevent" ("batch_id", "employee_id", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score") VALUES (NEW."batch_id", NEW."employee_id", NEW."id", NEW."month", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."score"); RETURN NULL;', hash='01848a178fc9c8ae85d594358d5bf8640aeb420d', operation='INSERT', pgid='pgtrigger_insert_insert_f12b7', table='attendance_scorehistory', when='AFTER'))],
                    'constraints': [models.UniqueConstraint(fields=('employee', 'month'), name='score_history_once'), models.CheckConstraint(condition=models.Q(('score__gte', 0)), name='score_history_range'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='score_history_month')],
                },
            ), migrations.CreateModel(
                name='Finding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', csd.database.fields.MonthField(verbose_name='month')),
                    ('kind', models.CharField(choices=[('no_roster', 'Nobody rostered them'), ('stray_punch', 'Punch outside every window'), ('open_leave', 'Leave without approval'), ('open_swap', 'Swap not accepted or not approved'), ('breach', 'Recorded breach'), ('not_judged', 'Cannot be judged')], max_length=12, verbose_name='what')),
                    ('at', models.DateTimeField(verbose_name='when')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                    ('employee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='csd.employee')),
                ],
                options={
                    'verbose_name': 'finding',
                    'verbose_name_plural': 'findings',
                    'indexes': [models.Index(fields=['month', 'kind', 'at', 'id'], name='finding_of_kind'), models.Index(fields=['employee', 'month'], name='finding_of_person')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['no_roster', 'stray_punch', 'open_leave', 'open_swap', 'breach', 'not_judged'])), name='finding_kind')],
                },
            ), migrations.CreateModel(
                name='MonthScore',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('late', models.PositiveSmallIntegerField(verbose_name='late')),
                    ('absent', models.PositiveSmallIntegerField(verbose_name='absent')),
                    ('early', models.PositiveSmallIntegerField(verbose_name='left early')),
                    ('truant', models.PositiveSmallIntegerField(verbose_name='truant')),
                    ('offline', models.PositiveSmallIntegerField(verbose_name='offline')),
                    ('comp_days_used', models.PositiveSmallIntegerField(verbose_name='comp days used')),
                    ('unpaid_days', models.CharField(max_length=60, verbose_name='unpaid days')),
                    ('holiday_minutes', models.PositiveIntegerField(verbose_name='minutes on statutory days')),
                    ('score', models.DecimalField(decimal_places=1, max_digits=3, verbose_name='score')),
                    ('action', models.CharField(choices=[('none', 'None'), ('warning', 'Oral warning'), ('penalty', 'Company penalty'), ('severe', 'Severe penalty')], max_length=8, verbose_name='action')),
                    ('attempt', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='csd.attempt')),
                    ('employee', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='csd.employee')),
                ],
                options={
                    'verbose_name': 'month score',
                    'verbose_name_plural': 'month scores',
                    'constraints': [models.UniqueConstraint(fields=('attempt', 'employee'), name='month_score_once'), models.CheckConstraint(condition=models.Q(('score__gte', 0)), name='month_score_range'), models.CheckConstraint(condition=models.Q(('action__in', ['none', 'warning', 'penalty', 'severe'])), name='month_score_action')],
                    'triggers': [pgtrigger.compiler.Trigger(name='sealed_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM csd_attempt a WHERE a.sealed AND a.id IN (SELECT attempt_id FROM new_rows)) THEN RAISE EXCEPTION 'month is approved: % cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;", hash='1296cf30e454aa14b4f254ede49b2b8715a11a68', level='STATEMENT', operation='INSERT', pgid='pgtrigger_sealed_insert_be70f', referencing='REFERENCING NEW TABLE AS new_rows ', table='attendance_monthscore', when='AFTER')), pgtrigger.compiler.Trigger(name='sealed_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM csd_attempt a WHERE a.sealed AND a.id IN (SELECT attempt_id FROM old_rows UNION ALL SELECT attempt_id FROM new_rows)) THEN RAISE EXCEPTION 'month is approved: % cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;", hash='8381bc4771164e44435059335d5bc4c5075eb379', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_sealed_update_b250e', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='attendance_monthscore', when='AFTER')), pgtrigger.compiler.Trigger(name='sealed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM csd_attempt a WHERE a.sealed AND a.id IN (SELECT attempt_id FROM old_rows)) THEN RAISE EXCEPTION 'month is approved: % cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;", hash='f4206d1ed8d5286d882ecf9d25baac1680bc4420', level='STATEMENT', operation='DELETE', pgid='pgtrigger_sealed_delete_b75f5', referencing='REFERENCING OLD TABLE AS old_rows ', table='attendance_monthscore', when='AFTER')), pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'table % is never truncated', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';", hash='491bb2dcc9d6d6c1e378f6a1eb8164e30212509e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_78857', table='attendance_monthscore', when='BEFORE')), pgtrigger.compiler.Trigger(name='link_attempt', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM new_rows c LEFT JOIN csd_attempt p ON p.id = c.attempt_id WHERE c.attempt_id IS NOT NULL AND p.id IS NULL) THEN\n                RAISE EXCEPTION 'a row of % has no csd_attempt', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='31f2d8a6410daa881eeb52564720e30435f79f9b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_link_attempt_4fed5', referencing='REFERENCING NEW TABLE AS new_rows ', table='attendance_monthscore', when='AFTER')), pgtrigger.compiler.Trigger(name='link_attempt_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM new_rows c LEFT JOIN csd_attempt p ON p.id = c.attempt_id WHERE c.attempt_id IS NOT NULL AND p.id IS NULL) THEN\n                RAISE EXCEPTION 'a row of % has no csd_attempt', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='1b0553a40a791e3b4348ae347377c9f7215c3b0c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_link_attempt_changed_2e751', referencing='REFERENCING NEW TABLE AS new_rows ', table='attendance_monthscore', when='AFTER')), pgtrigger.compiler.Trigger(name='link_employee', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM new_rows c LEFT JOIN csd_employee p ON p.id = c.employee_id WHERE c.employee_id IS NOT NULL AND p.id IS NULL) THEN\n                RAISE EXCEPTION 'a row of % has no csd_employee', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='e033c8b799ac675c83e154fc7e10917fda2d0eaa', level='STATEMENT', operation='INSERT', pgid='pgtrigger_link_employee_ef335', referencing='REFERENCING NEW TABLE AS new_rows ', table='attendance_monthscore', when='AFTER')), pgtrigger.compiler.Trigger(name='link_employee_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM new_rows c LEFT JOIN csd_employee p ON p.id = c.employee_id WHERE c.employee_id IS NOT NULL AND p.id IS NULL) THEN\n                RAISE EXCEPTION 'a row of % has no csd_employee', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='7e603c414007a950ced69a757fa4be4703a4b904', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_link_employee_changed_a2c9b', referencing='REFERENCING NEW TABLE AS new_rows ', table='attendance_monthscore', when='AFTER')), pgtrigger.compiler.Trigger(name='holds_entries', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM old_rows p JOIN attendance_pointentry c ON c.attempt_id = p.attempt_id AND c.employee_id = p.employee_id) THEN\n                RAISE EXCEPTION 'rows of % still have rows of attendance_pointentry', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='70c53d5bbef19fc071e2aadb972e3d0edae48be1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_holds_entries_41eec', referencing='REFERENCING OLD TABLE AS old_rows ', table='attendance_monthscore', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='PointEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=8, verbose_name='rule')),
                    ('kind', models.CharField(choices=[('late', 'Late'), ('absent', 'Absent'), ('early', 'Left early'), ('truant', 'Truant'), ('offline', 'Offline'), ('comp', 'Comp day used')], max_length=8, verbose_name='kind')),
                    ('at', models.DateTimeField(verbose_name='time')),
                    ('points', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='points')),
                    ('evidence', models.JSONField(verbose_name='evidence')),
                    ('attempt', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='csd.attempt')),
                    ('employee', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='csd.employee')),
                ],
                options={
                    'verbose_name': 'point entry',
                    'verbose_name_plural': 'point entries',
                    'indexes': [models.Index(fields=['attempt', 'employee'], name='point_entry_of_person')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('points__gte', 0)), name='point_entry_points')],
                    'triggers': [pgtrigger.compiler.Trigger(name='sealed_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM csd_attempt a WHERE a.sealed AND a.id IN (SELECT attempt_id FROM new_rows)) THEN RAISE EXCEPTION 'month is approved: % cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;", hash='bbd93d9aed217ca62cab6603cbf14ceb32003367', level='STATEMENT', operation='INSERT', pgid='pgtrigger_sealed_insert_d84b4', referencing='REFERENCING NEW TABLE AS new_rows ', table='attendance_pointentry', when='AFTER')), pgtrigger.compiler.Trigger(name='sealed_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM csd_attempt a WHERE a.sealed AND a.id IN (SELECT attempt_id FROM old_rows UNION ALL SELECT attempt_id FROM new_rows)) THEN RAISE EXCEPTION 'month is approved: % cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;", hash='dc2f83bcff538db45930c981e772cd58bf38682e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_sealed_update_72e31', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='attendance_pointentry', when='AFTER')), pgtrigger.compiler.Trigger(name='sealed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM csd_attempt a WHERE a.sealed AND a.id IN (SELECT attempt_id FROM old_rows)) THEN RAISE EXCEPTION 'month is approved: % cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;", hash='58a2bef4e1a8002ac7a88eaea6e1e44bd32f9784', level='STATEMENT', operation='DELETE', pgid='pgtrigger_sealed_delete_dc1ec', referencing='REFERENCING OLD TABLE AS old_rows ', table='attendance_pointentry', when='AFTER')), pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'table % is never truncated', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';", hash='10e289a69c5453563c76f7a05ed48d1ddcef9135', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_a090d', table='attendance_pointentry', when='BEFORE')), pgtrigger.compiler.Trigger(name='link_score', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM new_rows c LEFT JOIN attendance_monthscore p ON p.attempt_id = c.attempt_id AND p.employee_id = c.employee_id WHERE p.id IS NULL) THEN\n                RAISE EXCEPTION 'a row of % has no attendance_monthscore', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='b4e39a090d5c69dba0e6f97fbf1c64377103166e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_link_score_2244d', referencing='REFERENCING NEW TABLE AS new_rows ', table='attendance_pointentry', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='RunningScore',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', csd.database.fields.MonthField(verbose_name='month')),
                    ('late', models.PositiveSmallIntegerField(verbose_name='late')),
                    ('absent', models.PositiveSmallIntegerField(verbose_name='absent')),
                    ('early', models.PositiveSmallIntegerField(verbose_name='left early')),
                    ('truant', models.PositiveSmallIntegerField(verbose_name='truant')),
                    ('offline', models.PositiveSmallIntegerField(verbose_name='offline')),
                    ('comp_days_used', models.PositiveSmallIntegerField(verbose_name='comp days used')),
                    ('score', models.DecimalField(decimal_places=1, max_digits=3, verbose_name='score')),
                    ('action', models.CharField(choices=[('none', 'None'), ('warning', 'Oral warning'), ('penalty', 'Company penalty'), ('severe', 'Severe penalty')], max_length=8, verbose_name='action')),
                    ('as_of', models.DateTimeField(verbose_name='as of')),
                    ('employee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='csd.employee')),
                ],
                options={
                    'verbose_name': 'running score',
                    'verbose_name_plural': 'running scores',
                    'indexes': [models.Index(fields=['month', 'score'], name='running_score_lowest')],
                    'constraints': [models.UniqueConstraint(fields=('employee', 'month'), name='running_score_once'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='running_score_month')],
                },
            ), migrations.CreateModel(
                name='ScoreHistoryEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('month', csd.database.fields.MonthField(verbose_name='month')),
                    ('score', models.DecimalField(decimal_places=1, max_digits=3, verbose_name='score')),
                    ('batch', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='csd.importbatch')),
                    ('employee', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='csd.employee')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='attendance.scorehistory')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='986135b6773af2fc5d6b507839bb4189110e97f1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_841d8', table='attendance_scorehistoryevent', when='BEFORE'))],
                },
            )],
        ),
    ]
