from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0005_word_of_withdrawals"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("NOTICE", "new notice"),
                    ("NOTICE_AGAIN", "notice sent again"),
                    ("REMINDER", "reminder"),
                    ("BREACH", "term breached"),
                    ("ESCALATION", "escalation"),
                    ("RETURNED", "notice could not be delivered"),
                    ("EMERGENCY", "file opened in an emergency"),
                    ("READING", "unusual reading of files"),
                    ("ENQUIRY", "question about a child's file"),
                    ("ERASURE", "erasure that waits for a second person"),
                    ("WITHDRAWN", "referral withdrawn by the sender"),
                    ("FAMILY", "sister or brother withdrawn by another body"),
                    ("PASSED", "duty passed to another body with the child"),
                ],
                max_length=12,
            ),
        ),
    ]
