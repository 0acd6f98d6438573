"""Turns libclang's tree into the model: functions as blocks of simple instructions."""
