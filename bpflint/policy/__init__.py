"""What a project wants: settings, rules and their levels, suppression comments, the baseline."""
