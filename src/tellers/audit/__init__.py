"""How sure may we be: drawing members to be asked whether their mark is true, from public dice."""
