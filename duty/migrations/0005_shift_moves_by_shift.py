"""The shift first: beginning with the attempt, the index was taken for looking up a holder and read every move of the attempt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duty", "0004_history_keeps_what_was")]

    operations = [
        migrations.RemoveConstraint(model_name="shiftmove", name="shift_move_once"),
        migrations.AddConstraint(
            model_name="shiftmove", constraint=models.UniqueConstraint(fields=("shift", "attempt"), name="shift_move_once")
        ),
    ]
