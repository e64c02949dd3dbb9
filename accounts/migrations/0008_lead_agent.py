from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_notification_choices")]

    operations = [
        migrations.RemoveConstraint(model_name="user", name="accounts_user_desk_role_known"),
        migrations.AlterField(
            model_name="user",
            name="desk_role",
            field=models.CharField(
                blank=True,
                choices=[("agent", "agent"), ("lead_agent", "lead agent"), ("administrator", "administrator")],
                max_length=13,
                verbose_name="role at the desk",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("desk_role__in", ["", "agent", "lead_agent", "administrator"])),
                name="accounts_user_desk_role_known",
            ),
        ),
    ]
