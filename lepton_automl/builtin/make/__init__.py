"""What the offers of estimators refer to: functions that return scikit-learn estimators."""
