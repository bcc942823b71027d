variable "office" {
  default = "0.0.0.0/0"
}

resource "aws_s3_bucket" "receipts" {
  bucket = "bookshop-receipts"
}

resource "aws_s3_bucket_acl" "receipts" {
  bucket = aws_s3_bucket.receipts.id
  acl    = "public-read"
}

resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.office]
  }
}

resource "aws_db_instance" "shop" {
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  username            = "postgres"
  password            = "bookshop2024"
  publicly_accessible = true
  storage_encrypted   = false
}

resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t4g.small"
}

resource "aws_iam_policy" "web" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}
