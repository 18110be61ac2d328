"""All tables of hazmat as they stand, in one step; the migrations before are kept for installations that have some of them."""

import csd.database.fields
import csd.database.installing
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('hazmat', '0001_initial'), ('hazmat', '0002_places_and_two_persons')]

    initial = True

    dependencies = [
        ('csd', '0016_searching_many'),
    ]

    operations = [
        csd.database.installing.Together(
            operations=[migrations.CreateModel(
                name='Place',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.CharField(max_length=64, unique=True, verbose_name='place')),
                    ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                    ('batch', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='csd.importbatch')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='csd.department', verbose_name='department')),
                ],
                options={
                    'verbose_name': 'place',
                    'verbose_name_plural': 'places',
                    'ordering': ['place'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('place__regex', '^(warehouse|cabinet):.')), name='place_is_a_store')],
                },
            ), migrations.CreateModel(
                name='Substance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=32, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('unit', models.CharField(max_length=16, verbose_name='unit')),
                    ('cas', models.CharField(blank=True, max_length=20, verbose_name='CAS')),
                    ('hazard_class', models.CharField(blank=True, max_length=50, verbose_name='hazard class')),
                    ('min_stock', models.DecimalField(decimal_places=3, default=0, max_digits=14, verbose_name='minimum stock')),
                    ('two_person', models.BooleanField(default=False, verbose_name='two-person')),
                    ('batch', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='csd.importbatch')),
                ],
                options={
                    'verbose_name': 'substance',
                    'verbose_name_plural': 'substances',
                    'ordering': ['code'],
                    'constraints': [models.CheckConstraint(condition=models.Q(csd.database.fields.IsNumber(models.F('min_stock')), ('min_stock__gte', '0')), name='substance_min_stock')],
                },
            )],
        ),
    ]
